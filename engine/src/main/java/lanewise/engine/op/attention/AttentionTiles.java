package lanewise.engine.op.attention;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Sizing;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/** ONNX's attention by the tier's kernel, where all is f32 and nothing but the output is wanted. */
final class AttentionTiles {
  private AttentionTiles() {}

  static boolean suits(Sizing sizing, AttentionRows.Sizes sizes) {
    boolean f32 = true;
    for (int i = 0; i < 3; i++) {
      f32 &= sizing.inputType(i) == ElementType.FLOAT32;
    }
    return f32
        && !sizing.hasInput(OnnxAttentionOperator.MASK)
        && !sizing.hasInput(OnnxAttentionOperator.PAST_KEY)
        && !sizing.hasInput(OnnxAttentionOperator.KEY_COUNTS)
        && sizing.node().output(OnnxAttentionOperator.SCORES).isEmpty()
        && !sizing.node().output(0).isEmpty()
        && sizes.keyHeads() > 0
        && sizes.keys() > 0;
  }

  private static Attention.Sizes kernelSizes(AttentionRows.Sizes sizes) {
    return new Attention.Sizes(
        Math.toIntExact(sizes.batch()),
        Math.toIntExact(sizes.heads()),
        Math.toIntExact(sizes.keyHeads()),
        Math.toIntExact(sizes.queries()),
        Math.toIntExact(sizes.keys()),
        Math.toIntExact(sizes.headSize()),
        Math.toIntExact(sizes.valueSize()));
  }

  private static long kernelBytes(Sizing sizing, AttentionRows.Sizes sizes) {
    ElementType f32 = ElementType.FLOAT32;
    return NativeMemory.roundUp(
        sizing.tier().attention().scratchBytes(kernelSizes(sizes), f32, f32, sizing.workers()));
  }

  static long scratchBytes(Sizing sizing, AttentionRows.Sizes sizes) {
    long positions = Math.multiplyExact(Integer.BYTES, sizes.batch());
    return Math.addExact(kernelBytes(sizing, sizes), positions);
  }

  static List<Task> bind(Binding binding, AttentionRows.Sizes sizes) {
    Attributes attributes = binding.node().attributes();
    List<Task> tasks = new ArrayList<>();
    Attention.Span span = null;
    if (attributes.integer("is_causal", 0) != 0) {
      MemorySegment positions = binding.scratch().asSlice(kernelBytes(binding, sizes));
      tasks.add(new FromTheStart(positions, sizes.batch()));
      span = Attention.Span.causal(positions);
    }
    Attention.Rule rule =
        new Attention.Rule(
            (float) AttentionRows.scale(attributes, sizes),
            (float) AttentionRows.softCap(attributes),
            null,
            span,
            null);
    tasks.addAll(
        binding
            .tier()
            .attention()
            .attend(
                kernelSizes(sizes),
                heads(AttentionRows.Operand.of(binding, 0, sizes.heads())),
                Attention.KeyRows.f32(
                    heads(AttentionRows.Operand.of(binding, 1, sizes.keyHeads()))),
                Attention.KeyRows.f32(
                    heads(AttentionRows.Operand.of(binding, 2, sizes.keyHeads()))),
                rule,
                heads(AttentionRows.Operand.of(binding.output(0), sizes.heads())),
                binding.scratch()));
    return tasks;
  }

  private static Attention.Heads heads(AttentionRows.Operand operand) {
    return new Attention.Heads(
        operand.tensor().segment(),
        0,
        operand.batchStride(),
        operand.headStride(),
        operand.rowStride());
  }

  /** Says that each entry's first query stands at the first key. */
  private record FromTheStart(MemorySegment positions, long count) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      for (long i = 0; i < count; i++) {
        positions.setAtIndex(JAVA_INT_UNALIGNED, i, 0);
      }
    }
  }
}
