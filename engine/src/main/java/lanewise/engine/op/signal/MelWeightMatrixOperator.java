package lanewise.engine.op.signal;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code MelWeightMatrix}: triangles over the bins of a spectrum, evenly spaced in mels. */
final class MelWeightMatrixOperator implements Operator {
  private static final long FLOAT = 1;

  @Override
  public void infer(Inference inference) {
    ElementType type = DataTypes.of(inference.attributes().integer("output_datatype", FLOAT));
    Elements.requireNumber(type);
    for (int i = 0; i < 5; i++) {
      inference.input(i);
    }
    long[] bands = inference.integers(0);
    long[] length = inference.integers(1);
    if (bands == null || length == null) {
      inference.outputOfRank(0, type, 2);
      return;
    }
    boolean right = bands.length == 1 && bands[0] >= 0 && length.length == 1 && length[0] >= 1;
    if (!right) {
      throw new InvalidNodeException("num_mel_bins and dft_length must be positive numbers");
    }
    inference.output(0, type, List.of(Dim.of(length[0] / 2 + 1), Dim.of(bands[0])));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Tensor[] inputs = new Tensor[5];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = binding.input(i);
      Elements.requireNumber(inputs[i].type());
      if (inputs[i].elementCount() != 1) {
        throw new InvalidNodeException("input " + i + " must be one number, found " + inputs[i]);
      }
    }
    return List.of(new Triangles(inputs, binding.output(0)));
  }

  private static final class Triangles implements Task {
    private final Tensor[] inputs;
    private final Tensor out;

    Triangles(Tensor[] inputs, Tensor out) {
      this.inputs = inputs;
      this.out = out;
    }

    @Override
    public int parts() {
      return out.elementCount() == 0 ? 0 : 1;
    }

    private double input(int index) {
      return Elements.real(inputs[index].type(), inputs[index].segment(), 0);
    }

    @Override
    public void run(int part, int worker) {
      out.segment().fill((byte) 0);
      long bands = out.shape().dim(1);
      double low = mels(input(3));
      double width = (mels(input(4)) - low) / (bands + 2);
      for (long band = 0; band < bands; band++) {
        long first = bin(low + band * width);
        long middle = bin(low + (band + 1) * width);
        long end = bin(low + (band + 2) * width);
        if (first == middle) {
          set(middle, band, 1);
        }
        for (long i = first; i <= middle && first != middle; i++) {
          set(i, band, (i - first) / (double) (middle - first));
        }
        for (long i = middle; i < end; i++) {
          set(i, band, (end - i) / (double) (end - middle));
        }
      }
    }

    private static double mels(double hertz) {
      return 2595 * Math.log10(1 + hertz / 700);
    }

    /** The spectrum's bin of a frequency, which must be one of the matrix. */
    private long bin(double mels) {
      double hertz = 700 * (Math.pow(10, mels / 2595) - 1);
      double bin = Math.floor((input(1) + 1) * hertz / input(2));
      if (!(bin >= 0 && bin < out.shape().dim(0))) {
        throw new InvalidNodeException(
            "a frequency of "
                + hertz
                + " Hz is outside the spectrum's "
                + out.shape().dim(0)
                + " bins");
      }
      return (long) bin;
    }

    private void set(long bin, long band, double value) {
      Elements.setReal(out.type(), out.segment(), bin * out.shape().dim(1) + band, value);
    }
  }
}
