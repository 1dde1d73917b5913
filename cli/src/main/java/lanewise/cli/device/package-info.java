/**
 * What {@code lanewise devices} prints.
 *
 * <p>What always holds here: a driver is looked at only when a report is made, and one that cannot
 * be used is a line of the report, never an exception.
 */
package lanewise.cli.device;
