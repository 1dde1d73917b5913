package lanewise.kernels.support;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.UnaryOp;

/** Probes of kernels on single elements, and of those that only move or convert them. */
final class ElementProbes {
  private static final int COUNT = 1024;
  private static final Shape SHAPE = Shape.of(COUNT);

  private ElementProbes() {}

  static List<Probe> all() {
    List<Probe> probes = new ArrayList<>();
    for (ElementType type : ElementType.values()) {
      elementwise(probes, type);
      casts(probes, type);
      quantization(probes, type);
    }
    probes.add(
        new Probe(
            "Quantization.dynamicQuantize",
            "f32·u8",
            (tier, room) ->
                tier.quantization()
                    .dynamicQuantize(
                        room.elements(COUNT),
                        1,
                        COUNT,
                        room.elements(COUNT),
                        room.elements(1),
                        room.elements(1))));
    for (int bytes : new int[] {1, 2, 4, 8}) {
      movement(probes, bytes);
    }
    return probes;
  }

  private static void elementwise(List<Probe> probes, ElementType type) {
    for (UnaryOp op : UnaryOp.values()) {
      probes.add(
          new Probe(
              "Elementwise.unary " + op,
              type.label(),
              (tier, room) ->
                  tier.elementwise()
                      .unary(op, type, room.elements(COUNT), room.elements(COUNT), COUNT)));
    }
    for (BinaryOp op : BinaryOp.values()) {
      probes.add(
          new Probe(
              "Elementwise.binary " + op,
              type.label(),
              (tier, room) ->
                  tier.elementwise()
                      .binary(
                          op,
                          type,
                          Broadcast.of(SHAPE, SHAPE),
                          room.elements(COUNT),
                          room.elements(COUNT),
                          room.elements(COUNT))));
    }
    probes.add(
        new Probe(
            "Elementwise.select",
            type.label(),
            (tier, room) ->
                tier.elementwise()
                    .select(
                        type,
                        Broadcast.of(SHAPE, SHAPE, SHAPE),
                        room.elements(COUNT),
                        room.elements(COUNT),
                        room.elements(COUNT),
                        room.elements(COUNT))));
  }

  private static void casts(List<Probe> probes, ElementType type) {
    if (type == ElementType.FLOAT32) {
      return;
    }
    probes.add(
        new Probe(
            "Elementwise.cast from f32",
            type.label(),
            (tier, room) ->
                tier.elementwise()
                    .cast(
                        ElementType.FLOAT32,
                        type,
                        room.elements(COUNT),
                        room.elements(COUNT),
                        COUNT)));
    probes.add(
        new Probe(
            "Elementwise.cast to f32",
            type.label(),
            (tier, room) ->
                tier.elementwise()
                    .cast(
                        type,
                        ElementType.FLOAT32,
                        room.elements(COUNT),
                        room.elements(COUNT),
                        COUNT)));
  }

  private static void quantization(List<Probe> probes, ElementType type) {
    probes.add(
        new Probe(
            "Quantization.quantize",
            type.label(),
            (tier, room) ->
                tier.quantization()
                    .quantize(
                        type,
                        room.elements(COUNT),
                        1,
                        1,
                        COUNT,
                        room.elements(1),
                        null,
                        room.elements(COUNT))));
    probes.add(
        new Probe(
            "Quantization.dequantize",
            type.label(),
            (tier, room) ->
                tier.quantization()
                    .dequantize(
                        type,
                        room.elements(COUNT),
                        1,
                        1,
                        COUNT,
                        room.elements(1),
                        null,
                        room.elements(COUNT))));
  }

  private static void movement(List<Probe> probes, int bytes) {
    String types = bytes + (bytes == 1 ? " byte" : " bytes");
    int side = 32;
    probes.add(
        new Probe(
            "Movement.copy transposed",
            types,
            (tier, room) ->
                tier.movement()
                    .copy(
                        bytes,
                        new long[] {side, side},
                        room.elements(COUNT),
                        0,
                        new long[] {1, side},
                        room.elements(COUNT),
                        0,
                        new long[] {side, 1})));
    probes.add(
        new Probe(
            "Movement.gather",
            types,
            (tier, room) ->
                tier.movement()
                    .gather(
                        room.elements(COUNT),
                        1,
                        side,
                        (long) side * bytes,
                        ElementType.INT64,
                        room.elements(side),
                        side,
                        room.elements(COUNT))));
  }
}
