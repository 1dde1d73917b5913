/** Whole models: latency in percentiles, and throughput. */
package lanewise.bench.model;
