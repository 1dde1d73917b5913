/**
 * What {@code lanewise kernels} prints: who computes what, the ceilings, generated code, knobs.
 *
 * <p>What always holds here: a report is made from what the kernels' module tells, knows nothing of
 * single kernels, and has a form for people and one for programs. To add a report: a record with
 * both forms, and an option of the command.
 */
package lanewise.cli.kernel;
