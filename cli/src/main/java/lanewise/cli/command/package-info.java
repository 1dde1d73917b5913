/**
 * The commands, one class each.
 *
 * <p>What always holds here: results go to standard output, progress and errors to standard error;
 * a command's {@code --json} is for programs and has no other text in it. To add one: a class here,
 * its name in the list of {@code lanewise.cli.Main}, a test.
 */
package lanewise.cli.command;
