package lanewise.kernels.machine.block.chain;

import lanewise.kernels.Activation;
import lanewise.kernels.ElementType;
import lanewise.kernels.machine.FinishCode;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.RoutineCache;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of products with decoded weights, tried before they are used. Thread-safe. */
final class ChainRoutines {
  private static final long DECODE = 0;
  private static final long TILE = 1000;
  private static final long FINISH = 10_000;
  private static final FinishKind NOTHING = new FinishKind(false, Activation.NONE, false);

  private final ChainPanel panel;
  private final RoutineCache cache;

  /**
   * The routines of one task.
   *
   * @param decode of the type, or of f32 where loops decode the type first
   * @param whole for whole tiles; null where there is none
   * @param rest for the rows that are left; null where there are none
   */
  record OfTask(Routine decode, Routine whole, Routine rest, Routine finish) {}

  ChainRoutines(ChainPanel panel, GeneratedCode generated) {
    this.panel = panel;
    this.cache = new RoutineCache(generated);
  }

  OfTask ofTask(ElementType type, int m, FinishKind kind) throws MachineCodeRefusedException {
    int rest = m % panel.tileRows();
    return new OfTask(
        decode(DecodeCode.has(type) ? type : ElementType.FLOAT32),
        m < panel.tileRows() ? null : tile(panel.tileRows()),
        rest == 0 ? null : tile(rest),
        finish(kind));
  }

  private Routine decode(ElementType type) throws MachineCodeRefusedException {
    if (type == ElementType.FLOAT32) {
      return plainDecode();
    }
    return cache.get(DECODE + type.ordinal(), new Decode(this, type));
  }

  private Routine plainDecode() throws MachineCodeRefusedException {
    return cache.get(DECODE + ElementType.FLOAT32.ordinal(), new Decode(this, ElementType.FLOAT32));
  }

  private Routine tile(int rows) throws MachineCodeRefusedException {
    return cache.get(TILE + rows, new Tile(panel, rows, plainDecode(), finish(NOTHING)));
  }

  private Routine finish(FinishKind kind) throws MachineCodeRefusedException {
    return cache.get(FINISH + kind.number(), new Finish(this, kind));
  }

  private record Decode(ChainRoutines routines, ElementType type) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the decoding of " + type.label() + " to panels";
    }

    @Override
    public Assembler write() {
      return DecodeCode.write(routines.panel, type);
    }

    /** That of f32 is tried with each tile. */
    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      if (type != ElementType.FLOAT32) {
        OfTask all = new OfTask(routine, null, routines.tile(1), routines.finish(NOTHING));
        new ChainTrial(routines.panel, type, 1, NOTHING).run(all, 0f);
      }
    }
  }

  private record Tile(ChainPanel panel, int rows, Routine decode, Routine finish)
      implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the product of f32 with decoded weights";
    }

    @Override
    public Assembler write() {
      return ChainTileCode.write(panel, rows);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      boolean whole = rows == panel.tileRows();
      OfTask all = new OfTask(decode, whole ? routine : null, whole ? null : routine, finish);
      new ChainTrial(panel, ElementType.FLOAT32, rows, NOTHING).run(all, 0f);
    }
  }

  private record Finish(ChainRoutines routines, FinishKind kind) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the end of the product of f32 with decoded weights";
    }

    @Override
    public Assembler write() {
      return FinishCode.write(routines.panel.unit(), kind);
    }

    /** The plain end is tried with each tile; others with one row. */
    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      if (!kind.isNothing()) {
        OfTask all = new OfTask(routines.plainDecode(), null, routines.tile(1), routine);
        new ChainTrial(routines.panel, ElementType.FLOAT32, 1, kind).run(all, 2e-6f);
      }
    }
  }
}
