package lanewise.engine.op.normalization;

import lanewise.engine.op.AxisView;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * Batch normalization in training: by the batch's own mean and variance, which move the running
 * ones.
 */
final class BatchNormTraining extends BlockTask {
  private final Tensor in;
  private final Tensor[] parameters;
  private final Tensor[] outs;
  private final AxisView view;
  private final double epsilon;
  private final double momentum;

  /**
   * @param parameters scale, bias, running mean and variance, one a channel
   * @param outs the output and the new running mean and variance; null where they are not wanted
   */
  BatchNormTraining(
      Tensor in,
      Tensor[] parameters,
      Tensor[] outs,
      AxisView view,
      double epsilon,
      double momentum) {
    super(view.length(), view.outer() * view.inner());
    this.in = in;
    this.parameters = parameters;
    this.outs = outs;
    this.view = view;
    this.epsilon = epsilon;
    this.momentum = momentum;
  }

  @Override
  protected void range(long start, long end) {
    long count = view.outer() * view.inner();
    for (long channel = start; channel < end; channel++) {
      double sum = 0;
      for (long i = 0; i < count; i++) {
        sum += element(channel, i);
      }
      double mean = sum / count;
      double squares = 0;
      for (long i = 0; i < count; i++) {
        double distance = element(channel, i) - mean;
        squares += distance * distance;
      }
      double variance = squares / count;
      if (outs[0] != null) {
        normalize(channel, count, mean, variance);
      }
      move(outs[1], 2, channel, mean);
      move(outs[2], 3, channel, variance);
    }
  }

  private void normalize(long channel, long count, double mean, double variance) {
    double factor = parameter(0, channel) / Math.sqrt(variance + epsilon);
    double bias = parameter(1, channel);
    for (long i = 0; i < count; i++) {
      double x = element(channel, i);
      Elements.setReal(
          outs[0].type(), outs[0].segment(), at(channel, i), (x - mean) * factor + bias);
    }
  }

  private void move(Tensor out, int running, long channel, double now) {
    if (out != null) {
      double moved = parameter(running, channel) * momentum + now * (1 - momentum);
      Elements.setReal(out.type(), out.segment(), channel, moved);
    }
  }

  private long at(long channel, long i) {
    return (i / view.inner() * view.length() + channel) * view.inner() + i % view.inner();
  }

  private double element(long channel, long i) {
    return Elements.real(in.type(), in.segment(), at(channel, i));
  }

  private double parameter(int index, long channel) {
    return Elements.real(parameters[index].type(), parameters[index].segment(), channel);
  }
}
