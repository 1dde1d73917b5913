package lanewise.natives.machine;

/** What may stand in an instruction's last place: a vector register or memory. */
public sealed interface Operand permits Vec, Mem {}
