/**
 * Benchmarks: of kernels under JMH, of whole models, and of Lanewise beside other engines.
 *
 * <p>What always holds here: engines are measured in turns in one process on the same inputs,
 * outputs are compared before a time is believed, and every report names machine, JDK, date and
 * command. This module is an application on the class path, because JMH's generated code can't live
 * in a module.
 */
package lanewise.bench;
