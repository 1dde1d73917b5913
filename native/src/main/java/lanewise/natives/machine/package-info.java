/**
 * Machine code made at run time: an x86-64 assembler, executable memory, calls into it, and what
 * the CPU can do.
 *
 * <p>What always holds here: code pages are never writable and executable at once and are freed
 * with their arena; where the system, the runtime or the CPU is against it, a {@link
 * lanewise.natives.machine.MachineCodeRefusedException} says why and nothing crashes; every
 * instruction that the assembler can write is compared byte for byte with GNU {@code as}.
 *
 * <p>Run: Linux on x86-64 with AVX2, AVX-512, VNNI and BF16. Not run on any machine at hand, only
 * compared byte for byte: AMX, AVX-VNNI. Not run at all: executable memory and calls on macOS and
 * Windows.
 *
 * <p>To add an instruction: one method in the class of its kind ({@code FloatCode}, {@code
 * IntegerCode}, {@code ShuffleCode}, {@code MaskCode}, {@code ScalarCode}, {@code TileCode}), put
 * together from the constants of {@code VectorEncoding}; lines for its operand forms in the golden
 * listing of the tests; then {@code mvn -pl native test
 * -Dtest.jvm.flags="--enable-native-access=ALL-UNNAMED -Dlanewise.golden=regenerate"}, which asks
 * GNU {@code as} for the bytes.
 */
package lanewise.natives.machine;
