/** The command line. */
module lanewise.cli {
  requires info.picocli;
  requires lanewise.engine;

  opens lanewise.cli to
      info.picocli;
}
