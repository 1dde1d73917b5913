package lanewise.natives.machine;

/** Where a program goes on, and what it asks of the processor: the stack, jumps, caches. */
abstract sealed class FlowCode extends ScalarCode permits VectorEncoding {
  public final void push(Gp from) {
    rex(false, 0, 0, from.ordinal());
    int8(0x50 | from.ordinal() & 7);
  }

  public final void pop(Gp to) {
    rex(false, 0, 0, to.ordinal());
    int8(0x58 | to.ordinal() & 7);
  }

  public final void jump(Label target) {
    if (near(target)) {
      int8(0xeb);
      int8(target.offset - position() - 1);
    } else {
      int8(0xe9);
      distance(target, 0);
    }
  }

  public final void jump(Condition condition, Label target) {
    if (near(target)) {
      int8(0x70 | condition.ordinal());
      int8(target.offset - position() - 1);
    } else {
      int8(0x0f);
      int8(0x80 | condition.ordinal());
      distance(target, 0);
    }
  }

  private boolean near(Label target) {
    return target.offset >= 0 && target.offset - (position() + 2) >= -128;
  }

  /** Calls the code whose address is in {@code target}. */
  public final void call(Gp target) {
    rex(false, 0, 0, target.ordinal());
    int8(0xff);
    registers(2, target.ordinal());
  }

  public final void ret() {
    int8(0xc3);
  }

  public final void cpuid() {
    int8(0x0f);
    int8(0xa2);
  }

  public final void xgetbv() {
    int8(0x0f);
    int8(0x01);
    int8(0xd0);
  }

  private void prefetch(int hint, Mem m) {
    rex(false, 0, m);
    int8(0x0f);
    int8(0x18);
    address(hint, m, 1, 0);
  }

  /** Asks for the line in all caches. */
  public final void prefetcht0(Mem m) {
    prefetch(1, m);
  }

  /** Asks for the line in the second level. */
  public final void prefetcht1(Mem m) {
    prefetch(2, m);
  }

  /** Asks for the line with the least disturbance of the caches. */
  public final void prefetchnta(Mem m) {
    prefetch(0, m);
  }
}
