/** Models and sessions. */
module lanewise.engine {
  requires transitive lanewise.formats;
  requires static java.desktop;
  requires jdk.jfr;

  exports lanewise.engine;
  exports lanewise.engine.conformance;
  exports lanewise.engine.embed;
  exports lanewise.engine.value;
}
