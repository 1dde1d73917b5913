package lanewise.kernels.support;

import static lanewise.kernels.support.Room.K;
import static lanewise.kernels.support.Room.M;
import static lanewise.kernels.support.Room.N;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.QuantizedRows;

/** Probes of matrix products and of what prepares them. */
final class ProductProbes {
  private static final List<ElementType> BYTES = List.of(ElementType.UINT8, ElementType.INT8);
  private static final List<ElementType> HALVES =
      List.of(ElementType.BFLOAT16, ElementType.FLOAT16);

  private ProductProbes() {}

  static List<Probe> all() {
    List<Probe> probes = new ArrayList<>();
    probes.add(
        new Probe(
            "MatMulF32.multiply",
            "f32",
            (tier, room) ->
                tier.matMulF32()
                    .multiply(
                        room.matrix(M, K),
                        tier.matMulF32()
                            .packed(K, N, room.bytes(tier.matMulF32().packedBytes(K, N))),
                        room.matrix(M, N),
                        Epilogue.NONE)));
    probes.add(
        new Probe(
            "MatMulF32.pack",
            "f32",
            (tier, room) ->
                tier.matMulF32()
                    .pack(
                        room.matrix(K, N),
                        tier.matMulF32()
                            .packed(K, N, room.bytes(tier.matMulF32().packedBytes(K, N))))));
    for (ElementType rhs : BYTES) {
      bytes(probes, rhs);
    }
    for (ElementType rhs : HALVES) {
      halves(probes, rhs);
    }
    probes.add(
        new Probe(
            "MatMulHalf.round",
            "f32·bf16",
            (tier, room) -> tier.matMulHalf().round(room.matrix(M, K), room.matrix(M, K))));
    fourBits(probes);
    for (ElementType type : ElementType.values()) {
      blocks(probes, type);
    }
    return probes;
  }

  private static void bytes(List<Probe> probes, ElementType rhs) {
    probes.add(
        new Probe(
            "MatMulInt8.pack",
            rhs.label(),
            (tier, room) -> {
              MatMulInt8 kernel = tier.matMulInt8();
              return kernel.pack(room.matrix(K, N), packed(kernel, rhs, room));
            }));
    for (ElementType lhs : BYTES) {
      String types = lhs.label() + "·" + rhs.label();
      probes.add(
          new Probe(
              "MatMulInt8.multiply",
              types,
              (tier, room) -> {
                MatMulInt8 kernel = tier.matMulInt8();
                return kernel.multiply(
                    lhs(lhs, room), packed(kernel, rhs, room), null, false, room.matrix(M, N));
              }));
      probes.add(
          new Probe(
              "MatMulInt8.multiplyRescaled",
              types,
              (tier, room) -> {
                MatMulInt8 kernel = tier.matMulInt8();
                return kernel.multiplyRescaled(
                    lhs(lhs, room),
                    room.elements(1),
                    packed(kernel, rhs, room),
                    null,
                    room.elements(N),
                    true,
                    room.matrix(M, N),
                    Epilogue.NONE);
              }));
      probes.add(
          new Probe(
              "MatMulInt8.multiplyRequantized",
              types + " to u8",
              (tier, room) -> {
                MatMulInt8 kernel = tier.matMulInt8();
                return kernel.multiplyRequantized(
                    lhs(lhs, room),
                    room.elements(1),
                    packed(kernel, rhs, room),
                    null,
                    room.elements(N),
                    true,
                    null,
                    MatMulInt8.Requantized.of(
                        ElementType.UINT8, room.matrix(M, N), room.elements(1), null));
              }));
    }
  }

  private static MatMulInt8.Lhs lhs(ElementType type, Room room) {
    return new MatMulInt8.Lhs(type, room.matrix(M, K), room.elements(1), false);
  }

  private static PackedMatrix packed(MatMulInt8 kernel, ElementType type, Room room) {
    return kernel.packed(type, K, N, room.bytes(kernel.packedBytes(K, N)));
  }

  private static void halves(List<Probe> probes, ElementType rhs) {
    probes.add(
        new Probe(
            "MatMulHalf.pack",
            rhs.label(),
            (tier, room) -> {
              MatMulHalf kernel = tier.matMulHalf();
              PackedMatrix into = packed(kernel, rhs, room);
              return kernel.pack(ElementType.FLOAT32, room.matrix(K, N), into);
            }));
    for (ElementType lhs : List.of(ElementType.FLOAT32, ElementType.BFLOAT16)) {
      if (lhs == ElementType.FLOAT32 || rhs == ElementType.BFLOAT16) {
        probes.add(
            new Probe(
                "MatMulHalf.multiply",
                lhs.label() + "·" + rhs.label(),
                (tier, room) -> {
                  MatMulHalf kernel = tier.matMulHalf();
                  PackedMatrix packed = packed(kernel, rhs, room);
                  return kernel.multiply(
                      lhs,
                      room.matrix(M, K),
                      packed,
                      room.matrix(M, N),
                      Epilogue.NONE,
                      room.bytes(Math.max(64, kernel.scratchBytesPerWorker(lhs, packed, M))));
                }));
      }
    }
  }

  private static PackedMatrix packed(MatMulHalf kernel, ElementType type, Room room) {
    return kernel.packed(type, K, N, room.bytes(kernel.packedBytes(type, K, N)));
  }

  private static void fourBits(List<Probe> probes) {
    for (int group : new int[] {32, 128}) {
      MatMulInt4.Form form = new MatMulInt4.Form(K, N, group, ElementType.FLOAT32, false);
      String types = "u4 by " + group;
      probes.add(
          new Probe(
              "MatMulInt4.pack",
              types,
              (tier, room) -> {
                MatMulInt4 kernel = tier.matMulInt4();
                MatMulInt4.Weights weights =
                    new MatMulInt4.Weights(
                        form,
                        ElementType.UINT4,
                        room.bytes((long) N * form.groups() * group / 2),
                        room.elements((long) N * form.groups()),
                        null);
                return kernel.pack(weights, packed(kernel, form, room));
              }));
      probes.add(
          new Probe(
              "MatMulInt4.multiply",
              "f32·" + types,
              (tier, room) -> {
                MatMulInt4 kernel = tier.matMulInt4();
                return kernel.multiply(
                    room.matrix(M, K),
                    packed(kernel, form, room),
                    room.matrix(M, N),
                    Epilogue.NONE,
                    room.bytes(Math.max(64, kernel.scratchBytesPerWorker(form, M))));
              }));
      probes.add(
          new Probe(
              "MatMulInt4.multiply",
              "i8·" + types,
              (tier, room) -> {
                MatMulInt4 kernel = tier.matMulInt4();
                return kernel.multiply(
                    new QuantizedRows(32, M, K, room.bytes(QuantizedRows.bytes(32, M, K))),
                    packed(kernel, form, room),
                    room.matrix(M, N),
                    Epilogue.NONE,
                    room.bytes(Math.max(64, kernel.scratchBytesPerWorker(form, M))));
              }));
    }
  }

  private static MatMulInt4.Packed packed(MatMulInt4 kernel, MatMulInt4.Form form, Room room) {
    return kernel.packed(form, room.bytes(kernel.packedBytes(form)));
  }

  private static void blocks(List<Probe> probes, ElementType type) {
    boolean plain =
        type == ElementType.FLOAT32 || type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    if (!plain && !type.isScaledBlock()) {
      return;
    }
    // One row is decoding, many are a prompt: kernels may differ.
    for (int m : new int[] {1, 512}) {
      String rows = " m=" + m;
      probes.add(
          new Probe(
              "MatMulBlocks.multiply" + rows,
              "f32·" + type.label(),
              (tier, room) -> {
                MatMulBlocks kernel = tier.matMulBlocks();
                return kernel.multiply(
                    room.matrix(m, K),
                    weights(type, room),
                    room.matrix(m, N),
                    Epilogue.NONE,
                    scratch(kernel, type, m, room));
              }));
      if (MatMulBlocks.takesQuantizedRows(type)) {
        probes.add(
            new Probe(
                "MatMulBlocks.multiply" + rows,
                "i8·" + type.label(),
                (tier, room) -> {
                  MatMulBlocks kernel = tier.matMulBlocks();
                  return kernel.multiply(
                      rows(type, m, room),
                      weights(type, room),
                      room.matrix(m, N),
                      Epilogue.NONE,
                      scratch(kernel, type, m, room));
                }));
      }
    }
    if (type == ElementType.Q8_0 || type == ElementType.Q4_K) {
      probes.add(
          new Probe(
              "MatMulBlocks.quantize",
              "f32·" + type.label(),
              (tier, room) ->
                  tier.matMulBlocks().quantize(room.matrix(M, K), rows(type, M, room))));
    }
    if (type.isScaledBlock()) {
      probes.add(
          new Probe(
              "BlockFormats.decode",
              type.label(),
              (tier, room) -> tier.blockFormats().decode(weights(type, room), room.matrix(N, K))));
      probes.add(
          new Probe(
              "BlockFormats.encode",
              type.label(),
              (tier, room) -> {
                if (!tier.blockFormats().encodes(type)) {
                  throw new IllegalArgumentException(type.label() + " can't be written");
                }
                return tier.blockFormats().encode(room.matrix(N, K), null, weights(type, room));
              }));
    }
  }

  private static BlockMatrix weights(ElementType type, Room room) {
    return BlockMatrix.dense(type, room.bytes(N * type.byteSize(K)), 0, N, K);
  }

  private static QuantizedRows rows(ElementType weights, int m, Room room) {
    int block = MatMulBlocks.activationBlock(weights);
    return new QuantizedRows(block, m, K, room.bytes(QuantizedRows.bytes(block, m, K)));
  }

  private static MemorySegment scratch(MatMulBlocks kernel, ElementType type, int m, Room room) {
    return room.bytes(Math.max(64, kernel.scratchBytesPerWorker(type, m, K, N)));
  }
}
