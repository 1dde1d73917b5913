/** Benchmarks. */
module lanewise.bench {
  requires lanewise.engine;
}
