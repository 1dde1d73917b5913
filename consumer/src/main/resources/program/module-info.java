module app {
  requires lanewise.engine;
}
