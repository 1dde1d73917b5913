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
 * Attention from the product's routines: keys are transposed into panels, a block of queries gets
 * its scores, softmax with the scale and the mask runs over them, and the values are the right-hand
 * side of a second product.
 */
final class MachineAttention implements Attention {
  private final VectorUnit unit;
  private final ProductRoutinesF32 products;
  private final RowRoutines rows;
  private final KernelTier below;

  MachineAttention(
      VectorUnit unit, ProductRoutinesF32 products, RowRoutines rows, KernelTier below) {
    this.unit = unit;
    this.products = products;
    this.rows = rows;
    this.below = below;
  }

  /** Room for this tier's way and for that of the tier below, which may have to serve. */
  @Override
  public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
    long own = Math.multiplyExact(workers, AttentionShape.of(unit, sizes).scratchBytes());
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
    AttentionShape shape = AttentionShape.of(unit, sizes);
    long rowStride = key.heads().rowStride();
    boolean reachable =
        rowStride >= 0 && rowStride <= Integer.MAX_VALUE / (Float.BYTES * unit.lanes());
    boolean plain =
        rule.softCap() == 0
            && rule.span() == null
            && rule.sinks() == null
            && key.type() == ElementType.FLOAT32
            && value.type() == ElementType.FLOAT32;
    boolean empty = sizes.keys() == 0 || sizes.headSize() == 0 || sizes.valueSize() == 0;
    if (empty || !reachable || !plain) {
      return below.attention().attend(sizes, query, key, value, rule, out, scratch);
    }
    AttentionOperands.requireScratch(scratch, shape.scratchBytes());
    try {
      return List.of(
          bind(shape, query, key.heads(), value.heads(), rule.mask(), rule.scale(), out, scratch));
    } catch (MachineCodeRefusedException e) {
      return below.attention().attend(sizes, query, key, value, rule, out, scratch);
    }
  }

  private Task bind(
      AttentionShape shape,
      Heads query,
      Heads key,
      Heads value,
      Mask mask,
      float scale,
      Heads out,
      MemorySegment scratch)
      throws MachineCodeRefusedException {
    List<MemorySegment> operands = new ArrayList<>();
    operands.add(query.segment());
    operands.add(key.segment());
    operands.add(value.segment());
    operands.add(out.segment());
    operands.add(scratch);
    if (mask != null) {
      operands.add(mask.segment());
    }
    AttentionTask.Routines routines =
        new AttentionTask.Routines(
            products.packColumns(),
            shape.packsValues() ? products.packRows(unit.panelVectors()) : null,
            shape.packsValues() && shape.values().lastVectors() > 0
                ? products.packRows(shape.values().lastVectors())
                : null,
            rows.softmax(true, mask != null),
            tiles(shape, shape.keys()),
            tiles(shape, shape.values()));
    return new AttentionTask(
        unit,
        shape,
        query,
        key,
        value,
        mask,
        scale,
        out,
        scratch,
        shape.scratchBytes(),
        routines,
        operands.toArray(new MemorySegment[0]));
  }

  /**
   * The product routines of one of the two products, by rows of a tile; index 6 for whole tiles.
   */
  private AttentionTask.Tiles tiles(AttentionShape shape, AttentionShape.Panels panels)
      throws MachineCodeRefusedException {
    int six = ProductTask.TILE_ROWS;
    Routine[] full = new Routine[six + 1];
    Routine[] last = new Routine[six + 1];
    for (int rows : shape.tileRows()) {
      if (panels.full() > 0) {
        full[rows] = products.product(rows, unit.panelVectors());
      }
      if (panels.lastVectors() > 0) {
        last[rows] = products.product(rows, panels.lastVectors());
      }
    }
    return new AttentionTask.Tiles(full, last);
  }
}
