package lanewise.engine.op.spatial;

import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Sizing;
import lanewise.kernels.Shape;

/**
 * The sizes of a convolution of {@code [N, C, …]} with weights {@code [M, C / groups, …]}.
 *
 * @param outChannels {@code M}
 */
record ConvShape(long batch, long groups, long inChannels, long outChannels, SlidingWindow window) {

  long inPerGroup() {
    return inChannels / groups;
  }

  long outPerGroup() {
    return outChannels / groups;
  }

  /** Products that make one output. */
  long depth() {
    return inPerGroup() * window.kernelSize();
  }

  private static long groups(Attributes attributes) {
    long groups = attributes.integer("group", 1);
    if (groups < 1) {
      throw new InvalidNodeException("group must be at least 1, found " + groups);
    }
    return groups;
  }

  /** The output's dimensions, or null while they are not known. */
  static List<Dim> infer(Inference inference, int data, int weights) {
    Attributes attributes = inference.attributes();
    long groups = groups(attributes);
    List<Dim> in = inference.input(data).dims();
    List<Dim> w = inference.input(weights).dims();
    if (in == null || w == null) {
      return null;
    }
    if (in.size() != w.size()) {
      throw new InvalidNodeException("input " + in + " and weights " + w + " differ in rank");
    }
    WindowRule.requireAxes(in.size() - 2);
    long[] kernel = attributes.integers("kernel_shape");
    if (w.subList(2, w.size()).stream().allMatch(Dim::isKnown)) {
      kernel = w.subList(2, w.size()).stream().mapToLong(Dim::value).toArray();
    }
    if (w.get(0).isKnown()) {
      requireChannels(groups, in.get(1), w, w.get(0).value());
    }
    if (kernel == null) {
      return null;
    }
    WindowRule rule = WindowRule.of(attributes, in.size() - 2, kernel);
    return rule.dims(inference, in.get(0), w.get(0), in);
  }

  private static void requireChannels(long groups, Dim channels, List<Dim> weights, long out) {
    Dim perGroup = weights.get(1);
    boolean fits =
        out % groups == 0
            && (!channels.isKnown()
                || !perGroup.isKnown()
                || (channels.value() % groups == 0
                    && channels.value() / groups == perGroup.value()));
    if (!fits) {
      throw new InvalidNodeException(
          channels
              + " channels in "
              + groups
              + " groups do not fit weights "
              + weights
              + ", which are [out channels, channels / groups, …]");
    }
  }

  /** The sizes of a node whose shapes are known. */
  static ConvShape of(Sizing sizing, int data, int weights) {
    Shape in = sizing.inputShape(data);
    Shape w = sizing.inputShape(weights);
    long[] kernel = Arrays.copyOfRange(w.dimensions(), 2, w.rank());
    WindowRule rule = WindowRule.of(sizing.node().attributes(), in.rank() - 2, kernel);
    long groups = groups(sizing.node().attributes());
    return new ConvShape(in.dim(0), groups, in.dim(1), w.dim(0), rule.over(in));
  }
}
