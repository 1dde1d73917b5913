/** New processes: from the start of the JVM to the first answer. */
package lanewise.bench.startup;
