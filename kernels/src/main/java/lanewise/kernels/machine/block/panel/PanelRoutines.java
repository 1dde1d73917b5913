package lanewise.kernels.machine.block.panel;

import lanewise.kernels.Activation;
import lanewise.kernels.ElementType;
import lanewise.kernels.machine.FinishCode;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.RoutineCache;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of products over unpacked panels, tried before they are used. Thread-safe. */
final class PanelRoutines {
  private static final long UNPACK = 0;
  private static final long TABLE = 100;
  private static final long TILE = 1000;
  private static final long FINISH = 10_000;

  private static final FinishKind NOTHING = new FinishKind(false, Activation.NONE, false);

  private final VectorUnit unit;
  private final RoutineCache cache;

  /**
   * The routines of one task.
   *
   * @param table null where no table is needed
   * @param whole for whole tiles; null where there is none
   * @param rest for the rows that are left; null where there are none
   */
  record OfTask(Routine unpack, Routine table, Routine whole, Routine rest, Routine finish) {}

  PanelRoutines(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
  }

  VectorUnit unit() {
    return unit;
  }

  /** All that a task over {@code m} rows, cut by {@code rowsPerPart}, needs. */
  OfTask ofTask(PanelScheme scheme, PanelShape shape, FinishKind kind)
      throws MachineCodeRefusedException {
    int tileRows = PanelTileCode.tileRows(unit);
    // All parts but the last have whole tiles only.
    int rest = shape.m() % tileRows;
    return new OfTask(
        unpack(scheme),
        scheme.hasTable() ? table(scheme) : null,
        shape.m() < tileRows ? null : tile(scheme, tileRows),
        rest == 0 ? null : tile(scheme, rest),
        finish(kind));
  }

  private Routine unpack(PanelScheme scheme) throws MachineCodeRefusedException {
    return cache.get(UNPACK + scheme.type().ordinal(), new Unpack(scheme));
  }

  private Routine table(PanelScheme scheme) throws MachineCodeRefusedException {
    return cache.get(TABLE + scheme.type().ordinal(), new Table(scheme));
  }

  private Routine tile(PanelScheme scheme, int rows) throws MachineCodeRefusedException {
    Routine finish = finish(NOTHING);
    OfTask others =
        new OfTask(unpack(scheme), scheme.hasTable() ? table(scheme) : null, null, null, finish);
    return cache.get(TILE + 10L * scheme.type().ordinal() + rows, new Tile(scheme, rows, others));
  }

  private Routine finish(FinishKind kind) throws MachineCodeRefusedException {
    return cache.get(FINISH + kind.number(), new Finish(this, kind));
  }

  private record Unpack(PanelScheme scheme) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the unpacking of " + scheme.type().label() + " to panels";
    }

    @Override
    public Assembler write() {
      return UnpackCode.write(scheme);
    }

    /** Nothing: the trial of the tile that reads the panel is its too. */
    @Override
    public void tryOut(Routine routine) {}
  }

  private record Table(PanelScheme scheme) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the sums of activations for " + scheme.type().label();
    }

    @Override
    public Assembler write() {
      return SumTableCode.write(scheme);
    }

    /** Nothing: the trial of the tile that reads the table is its too. */
    @Override
    public void tryOut(Routine routine) {}
  }

  private record Tile(PanelScheme scheme, int rows, OfTask others) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the product with panels of " + scheme.type().label();
    }

    @Override
    public Assembler write() {
      return PanelTileCode.write(scheme, rows);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new PanelTrial(scheme, rows, NOTHING).run(whole(routine), 0f);
    }

    private OfTask whole(Routine routine) {
      boolean all = rows == PanelTileCode.tileRows(scheme.unit());
      return new OfTask(
          others.unpack, others.table, all ? routine : null, all ? null : routine, others.finish);
    }
  }

  private record Finish(PanelRoutines routines, FinishKind kind) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the end of the product with panels";
    }

    @Override
    public Assembler write() {
      return FinishCode.write(routines.unit, kind);
    }

    /** The plain end is tried with each tile; others with one row of one type. */
    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      if (kind.isNothing()) {
        return;
      }
      PanelScheme scheme = PanelScheme.of(ElementType.Q4_0, routines.unit);
      OfTask all =
          new OfTask(
              routines.unpack(scheme),
              routines.table(scheme),
              null,
              routines.tile(scheme, 1),
              routine);
      new PanelTrial(scheme, 1, kind).run(all, 2e-6f);
    }
  }
}
