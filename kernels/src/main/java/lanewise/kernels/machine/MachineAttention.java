package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * Attention from the product's routines: a tile's keys are transposed into panels, rows of queries
 * get their scores, these become weights, and the values are the right-hand side of a second
 * product. A prompt and a single query take the same steps in the same order.
 */
public final class MachineAttention implements Attention {
  private final VectorUnit unit;
  private final ProductRoutinesF32 products;
  private final AttentionRoutines rows;
  private final KernelTier below;

  public MachineAttention(
      VectorUnit unit, ProductRoutinesF32 products, AttentionRoutines rows, KernelTier below) {
    this.unit = unit;
    this.products = products;
    this.rows = rows;
    this.below = below;
  }

  /** Room for this tier's way and for that of the tier below, which may have to serve. */
  @Override
  public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
    long own = new AttentionShape(unit, sizes, keyType, valueType).scratchBytes(workers);
    return Math.max(own, below.attention().scratchBytes(sizes, keyType, valueType, workers));
  }

  @Override
  public List<Task> attend(
      Sizes sizes,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch) {
    AttentionOperands.require(sizes, query, key, value, rule, out);
    if (isOurs(sizes, key, value, rule)) {
      AttentionShape shape = new AttentionShape(unit, sizes, key.type(), value.type());
      AttentionOperands.requireScratch(scratch, shape.scratchBytes(1));
      try {
        return bind(shape, query, key, value, rule, out, scratch);
      } catch (MachineCodeRefusedException e) {
        // RoutineCache has logged why; the tier below serves.
        return below.attention().attend(sizes, query, key, value, rule, out, scratch);
      }
    }
    return below.attention().attend(sizes, query, key, value, rule, out, scratch);
  }

  private boolean isOurs(Sizes sizes, KeyRows key, KeyRows value, Rule rule) {
    boolean empty =
        sizes.batch() == 0
            || sizes.queries() == 0
            || sizes.keys() == 0
            || sizes.headSize() == 0
            || sizes.valueSize() == 0;
    long rowStride = key.heads().rowStride();
    boolean reachable =
        key.type() != ElementType.FLOAT32
            || (rowStride >= 0 && rowStride <= Integer.MAX_VALUE / (Float.BYTES * unit.lanes()));
    // Where only a sink has weight, the cap's inverse and the like don't matter; a NaN cap does.
    return !empty
        && reachable
        && canWiden(key.type(), sizes.headSize())
        && canWiden(value.type(), sizes.valueSize())
        && rule.softCap() < Float.POSITIVE_INFINITY;
  }

  private boolean canWiden(ElementType type, int size) {
    return unit == VectorUnit.AVX512 || type == ElementType.FLOAT32 || size >= unit.lanes();
  }

  private List<Task> bind(
      AttentionShape shape,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch)
      throws MachineCodeRefusedException {
    TileSteps.Routines routines = routines(shape, key.type(), value.type(), rule);
    TileSteps steps = new TileSteps(unit, shape, key, value, rule, scratch, routines);
    MemorySegment[] operands = operands(query, key, value, rule, out, scratch);
    if (!shape.fewQueries) {
      return List.of(new PromptTask(steps, query, out, operands));
    }
    Task step = new StepTask(steps, query, out, operands);
    return shape.tiles == 1
        ? List.of(step)
        : List.of(step, new JoinTask(steps, query, out, operands));
  }

  private static MemorySegment[] operands(
      Heads query, KeyRows key, KeyRows value, Rule rule, Heads out, MemorySegment scratch) {
    List<MemorySegment> operands = new ArrayList<>();
    operands.add(query.segment());
    operands.add(key.heads().segment());
    operands.add(value.heads().segment());
    operands.add(out.segment());
    operands.add(scratch);
    if (key.scales() != null) {
      operands.add(key.scales().segment());
    }
    if (value.scales() != null) {
      operands.add(value.scales().segment());
    }
    if (rule.mask() != null) {
      operands.add(rule.mask().segment());
    }
    if (rule.sinks() != null) {
      operands.add(rule.sinks());
    }
    return operands.toArray(new MemorySegment[0]);
  }

  private TileSteps.Routines routines(
      AttentionShape shape, ElementType keyType, ElementType valueType, Rule rule)
      throws MachineCodeRefusedException {
    WeightCode.Kind kind =
        new WeightCode.Kind(rule.mask() != null, rule.softCap() > 0, rule.span() != null);
    int columns = shape.sizes.valueSize();
    int lastVectors = Math.ceilDiv(columns % unit.panelColumns(), unit.lanes());
    Routine[][] scores = new Routine[unit.panelVectors() + 1][];
    for (int vectors = 1; vectors <= unit.panelVectors(); vectors++) {
      if (rule.span() != null || hasPanel(shape.sizes.keys(), vectors)) {
        scores[vectors] = products(shape, vectors);
      }
    }
    return new TileSteps.Routines(
        products.packColumns(),
        shape.widensKeys ? rows.widen(keyType) : null,
        shape.widensValues ? rows.widen(valueType) : null,
        rows.weights(kind),
        shape.tiles > 1 ? rows.join() : null,
        rows.finish(rule.sinks() != null),
        scores,
        columns >= unit.panelColumns() ? products(shape, unit.panelVectors()) : null,
        lastVectors > 0 ? products(shape, lastVectors) : null);
  }

  /** Whether, where all keys are seen, some panel of theirs has so many vectors. */
  private boolean hasPanel(int keys, int vectors) {
    int last = Math.ceilDiv(keys % unit.panelColumns(), unit.lanes());
    return vectors == last || (vectors == unit.panelVectors() && keys >= unit.panelColumns());
  }

  /** The product routines of so many vectors, by rows of a tile. */
  private Routine[] products(AttentionShape shape, int vectors) throws MachineCodeRefusedException {
    Routine[] byRows = new Routine[ProductTask.TILE_ROWS + 1];
    for (int count = 1; count <= ProductTask.TILE_ROWS; count++) {
      if (shape.hasTileRows(count)) {
        byRows[count] = products.product(count, vectors);
      }
    }
    return byRows;
  }
}
