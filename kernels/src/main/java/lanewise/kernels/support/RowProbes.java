package lanewise.kernels.support;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Rotary;
import lanewise.kernels.Task;

/** Probes of kernels on rows: attention, rotation, norms, reductions. */
final class RowProbes {
  private static final int ROWS = 8;
  private static final int COLUMNS = 128;
  private static final int HEAD = 64;

  private RowProbes() {}

  static List<Probe> all() {
    List<Probe> probes = new ArrayList<>();
    List<ElementType> cached =
        List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.INT8);
    for (ElementType keys : cached) {
      probes.add(
          new Probe(
              "Attention.attend",
              "f32·" + keys.label(),
              (tier, room) -> attention(tier, keys, room)));
    }
    probes.add(new Probe("Rotary.rotate", "f32", RowProbes::rotation));
    probes.add(
        new Probe(
            "RowKernels.softmax",
            "f32",
            (tier, room) ->
                tier.rows().softmax(room.matrix(ROWS, COLUMNS), room.matrix(ROWS, COLUMNS))));
    probes.add(
        new Probe(
            "RowKernels.logSoftmax",
            "f32",
            (tier, room) ->
                tier.rows().logSoftmax(room.matrix(ROWS, COLUMNS), room.matrix(ROWS, COLUMNS))));
    probes.add(
        new Probe(
            "RowKernels.layerNorm",
            "f32",
            (tier, room) ->
                tier.rows()
                    .layerNorm(
                        room.matrix(ROWS, COLUMNS),
                        room.elements(COLUMNS),
                        room.elements(COLUMNS),
                        1e-5f,
                        room.matrix(ROWS, COLUMNS))));
    probes.add(
        new Probe(
            "RowKernels.rmsNorm",
            "f32",
            (tier, room) ->
                tier.rows()
                    .rmsNorm(
                        room.matrix(ROWS, COLUMNS),
                        room.elements(COLUMNS),
                        1e-5f,
                        room.matrix(ROWS, COLUMNS))));
    for (ElementType type : ElementType.values()) {
      reductions(probes, type);
    }
    return probes;
  }

  private static void reductions(List<Probe> probes, ElementType type) {
    for (ReduceOp op : ReduceOp.values()) {
      probes.add(
          new Probe(
              "Reductions.reduce " + op,
              type.label(),
              (tier, room) ->
                  tier.reductions()
                      .reduce(
                          op,
                          type,
                          room.elements((long) ROWS * COLUMNS),
                          ROWS,
                          COLUMNS,
                          1,
                          room.elements(ROWS))));
    }
    probes.add(
        new Probe(
            "Reductions.argReduce",
            type.label(),
            (tier, room) ->
                tier.reductions()
                    .argReduce(
                        true,
                        false,
                        type,
                        room.elements((long) ROWS * COLUMNS),
                        ROWS,
                        COLUMNS,
                        1,
                        room.elements(ROWS))));
  }

  private static Heads heads(Room room) {
    return new Heads(room.elements((long) ROWS * COLUMNS), 0, (long) ROWS * COLUMNS, HEAD, COLUMNS);
  }

  private static Task attention(KernelTier tier, ElementType type, Room room) {
    Attention kernel = tier.attention();
    Sizes sizes = new Sizes(1, COLUMNS / HEAD, COLUMNS / HEAD, ROWS, ROWS, HEAD, HEAD);
    Heads scales =
        type == ElementType.INT8
            ? new Heads(room.elements((long) ROWS * 2), 0, 2L * ROWS, 1, 2)
            : null;
    KeyRows rows = new KeyRows(type, heads(room), scales);
    return kernel
        .attend(
            sizes,
            heads(room),
            rows,
            rows,
            Attention.Rule.of(1f, null),
            heads(room),
            room.bytes(Math.max(64, kernel.scratchBytes(sizes, type, type, 1))))
        .getFirst();
  }

  private static Task rotation(KernelTier tier, Room room) {
    Rotary.Operand operand =
        new Rotary.Operand(room.elements((long) ROWS * COLUMNS), 0, COLUMNS, HEAD);
    return tier.rotary()
        .rotate(
            new Rotary.Sizes(ROWS, COLUMNS / HEAD, HEAD, HEAD),
            Rotary.Pairing.HALVES,
            operand,
            new Rotary.Angles(
                room.elements((long) ROWS * HEAD), room.elements((long) ROWS * HEAD), ROWS),
            room.elements(ROWS),
            operand);
  }
}
