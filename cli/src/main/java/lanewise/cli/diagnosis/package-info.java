/**
 * What {@code lanewise doctor} looks at: the JDK, the CPU, the kernel tier, flags, memory and
 * folders.
 *
 * <p>What always holds here: a check changes nothing and never throws for what it finds; each
 * finding that is not as it should be says what to do about it. To add a check: a method that gives
 * a {@link lanewise.cli.diagnosis.Finding}, a line in its class's list, a test.
 */
package lanewise.cli.diagnosis;
