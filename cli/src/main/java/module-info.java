/** The command line. */
module lanewise.cli {
  requires com.fasterxml.jackson.core;
  requires info.picocli;
  requires jdk.management;
  requires lanewise.engine;

  opens lanewise.cli to
      info.picocli;
  opens lanewise.cli.command to
      info.picocli;
}
