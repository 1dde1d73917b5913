package lanewise.engine.pass;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Fact;
import lanewise.engine.plan.ShapeConstants;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;

/**
 * Computes what depends on constants alone, and shape computations whose every element is known.
 *
 * <p>A result is kept only when it is small or not much larger than what it is made from, and heavy
 * operators are folded only on small tensors, so that loading a hostile graph stays cheap.
 */
final class FoldConstants implements Pass {
  private static final long SMALL_BYTES = 64L << 10;
  private static final long MOST_BYTES_OF_HEAVY_WORK = 256L << 10;
  private static final int MOST_GROWTH = 4;

  @Override
  public String name() {
    return "fold-constants";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    for (Node node : editor.nodes()) {
      if (!editor.contains(node)) {
        continue;
      }
      Tensor attribute = node.is("Constant") ? node.attributes().tensor("value") : null;
      if (attribute != null) {
        editor.makeConstant(node, attribute);
      } else if (!foldShapeComputation(node, editor)) {
        foldByRunning(node, editor, context);
      }
    }
  }

  private static boolean foldShapeComputation(Node node, GraphEditor editor) {
    if (node.outputs().size() != 1 || !NodeTraits.isPure(node)) {
      return false;
    }
    Fact fact = editor.fact(node.output(0));
    Tensor known = fact.constant() != null ? fact.constant() : ShapeConstants.tensor(fact);
    if (known == null) {
      return false;
    }
    editor.makeConstant(node, known);
    return true;
  }

  private static void foldByRunning(Node node, GraphEditor editor, PassContext context) {
    Tensor[] inputs = constantInputs(node, editor);
    if (inputs == null || !NodeTraits.isPure(node)) {
      return;
    }
    long outputBytes = outputBytes(node, editor);
    if (outputBytes < 0 || !isWorthKeeping(node, inputs, outputBytes)) {
      return;
    }
    if (!context.reserve(outputBytes)) {
      return;
    }
    try {
      editor.makeConstant(node, context.run(node, inputs));
    } catch (ModelFormatException e) {
      // stays in the graph: the run that reaches it reports it, and one that does not is not harmed
      return;
    }
  }

  private static Tensor[] constantInputs(Node node, GraphEditor editor) {
    Tensor[] inputs = new Tensor[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      if (node.hasInput(i)) {
        inputs[i] = editor.constant(node.input(i));
        if (inputs[i] == null) {
          return null;
        }
      }
    }
    return inputs;
  }

  /** Bytes of all outputs, or -1 when a shape is not known before running. */
  private static long outputBytes(Node node, GraphEditor editor) {
    long bytes = 0;
    for (String output : node.outputs()) {
      if (output.isEmpty()) {
        continue;
      }
      Fact fact = editor.fact(output);
      if (!fact.isConcrete()) {
        return -1;
      }
      long elements = elementCount(fact.dims());
      if (elements < 0 || elements > PassContext.MOST_BYTES_OF_A_CONSTANT) {
        return -1;
      }
      bytes += fact.type().byteSize(elements);
    }
    return bytes;
  }

  private static long elementCount(List<Dim> dims) {
    long count = 1;
    for (Dim dim : dims) {
      long size = dim.value();
      if (size < 0 || (size > 0 && count > Long.MAX_VALUE / size)) {
        return -1;
      }
      count *= size;
    }
    return count;
  }

  private static boolean isWorthKeeping(Node node, Tensor[] inputs, long outputBytes) {
    long inputBytes = 0;
    for (Tensor input : inputs) {
      inputBytes += input == null ? 0 : input.segment().byteSize();
    }
    if (NodeTraits.isHeavy(node)) {
      return inputBytes + outputBytes <= MOST_BYTES_OF_HEAVY_WORK;
    }
    return outputBytes <= SMALL_BYTES || outputBytes / MOST_GROWTH <= inputBytes;
  }
}
