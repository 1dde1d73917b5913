/** The command line. */
module lanewise.cli {
  requires lanewise.engine;
}
