/** Models and sessions. */
module lanewise.engine {
  requires transitive lanewise.formats;

  exports lanewise.engine;
}
