/** What a terminal shows while work goes on. */
package lanewise.cli.terminal;
