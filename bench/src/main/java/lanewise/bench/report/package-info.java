/**
 * Reports: what a measurement says of itself, how it is written to a file, and the tables in the
 * project's pages that are made from committed reports.
 *
 * <p>What always holds here: a report is one JSON object with machine, JDK, date, command and
 * {@code results}, and every table is made from a report alone. To add a kind of report: name it in
 * {@link lanewise.bench.report.ReportOptions#begin} and give it its columns in {@link
 * lanewise.bench.report.ResultTable}.
 */
package lanewise.bench.report;
