/** Lanewise beside other engines: the same model, the same inputs, one process, in turns. */
package lanewise.bench.peer;
