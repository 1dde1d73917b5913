package lanewise.engine.op.recurrent;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.Attributes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** Walks through time; a part is one direction of one entry of the batch. */
final class RecurrentTask implements Task {
  private final RecurrentOperator.Kind kind;
  private final RecurrentOperator.Sizes sizes;
  private final Tensor[] inputs = new Tensor[8];
  private final Tensor[] outputs = new Tensor[3];
  private final GateFunction[] functions;
  private final boolean reverse;
  private final double clip;
  private final boolean linearBeforeReset;
  private final boolean inputForget;
  private final MemorySegment scratch;

  RecurrentTask(Binding binding, RecurrentOperator.Kind kind, RecurrentOperator.Sizes sizes) {
    this.kind = kind;
    this.sizes = sizes;
    for (int i = 0; i < (kind == RecurrentOperator.Kind.LSTM ? 8 : 6); i++) {
      inputs[i] = binding.hasInput(i) ? binding.input(i) : null;
    }
    for (int i = 0; i < 3; i++) {
      outputs[i] = binding.hasOutput(i) ? binding.output(i) : null;
    }
    Attributes attributes = binding.node().attributes();
    this.functions = GateFunction.of(attributes, kind.functions(), sizes.directions());
    this.reverse = attributes.string("direction", "forward").equals("reverse");
    this.clip = attributes.has("clip") ? attributes.real("clip", 0) : Double.POSITIVE_INFINITY;
    this.linearBeforeReset = attributes.integer("linear_before_reset", 0) != 0;
    this.inputForget = attributes.integer("input_forget", 0) != 0;
    this.scratch = binding.scratch();
  }

  @Override
  public int parts() {
    return Math.toIntExact(sizes.batch() * sizes.directions());
  }

  @Override
  public void run(int part, int worker) {
    long hidden = sizes.hidden();
    int direction = (int) (part / sizes.batch());
    long entry = part % sizes.batch();
    // A lane's scratch: the state, the next state, the cell, and the gates.
    long state = part * hidden * (kind.gates() + 3L);
    long cell = state + 2 * hidden;
    for (long i = 0; i < hidden; i++) {
      set(state + i, initial(5, direction, entry, i));
      set(cell + i, initial(6, direction, entry, i));
    }
    long length = length(entry);
    for (long t = 0; t < length; t++) {
      long step = reverse || direction == 1 ? length - 1 - t : t;
      long row = sizes.batchFirst() ? entry * sizes.steps() + step : step * sizes.batch() + entry;
      switch (kind) {
        case RNN -> rnn(direction, row, state);
        case GRU -> gru(direction, row, state);
        case LSTM -> lstm(direction, row, state);
      }
      for (long i = 0; i < hidden; i++) {
        set(state + i, get(state + hidden + i));
        store(0, sequence(direction, entry, step) + i, get(state + i));
      }
    }
    for (long i = 0; i < hidden; i++) {
      for (long step = length; step < sizes.steps(); step++) {
        store(0, sequence(direction, entry, step) + i, 0);
      }
      store(1, last(direction, entry) + i, get(state + i));
      store(2, last(direction, entry) + i, get(cell + i));
    }
  }

  private long length(long entry) {
    if (inputs[4] == null) {
      return sizes.steps();
    }
    long length = Elements.integer(inputs[4].type(), inputs[4].segment(), entry);
    if (length < 0 || length > sizes.steps()) {
      throw new IndexOutOfBoundsException(
          "sequence length " + length + " is outside 0 to " + sizes.steps());
    }
    return length;
  }

  private void rnn(int direction, long row, long state) {
    for (long i = 0; i < sizes.hidden(); i++) {
      double sum = fromInput(direction, row, i) + fromState(direction, state, i);
      set(state + sizes.hidden() + i, functions[direction].apply(clipped(sum)));
    }
  }

  private void gru(int direction, long row, long state) {
    long hidden = sizes.hidden();
    GateFunction gate = functions[2 * direction];
    long gates = state + 3 * hidden;
    for (long i = 0; i < 2 * hidden; i++) {
      double sum = fromInput(direction, row, i) + fromState(direction, state, i);
      set(gates + i, gate.apply(clipped(sum)));
    }
    long reset = gates + hidden;
    for (long i = 0; i < hidden && !linearBeforeReset; i++) {
      set(gates + 2 * hidden + i, get(reset + i) * get(state + i));
    }
    for (long i = 0; i < hidden; i++) {
      double recurrent =
          linearBeforeReset
              ? get(reset + i) * fromState(direction, state, 2 * hidden + i)
              : fromState(direction, gates + 2 * hidden, 2 * hidden + i);
      double sum = fromInput(direction, row, 2 * hidden + i) + recurrent;
      double candidate = functions[2 * direction + 1].apply(clipped(sum));
      double update = get(gates + i);
      set(state + hidden + i, (1 - update) * candidate + update * get(state + i));
    }
  }

  private void lstm(int direction, long row, long state) {
    long hidden = sizes.hidden();
    long cell = state + 2 * hidden;
    GateFunction gate = functions[3 * direction];
    for (long i = 0; i < hidden; i++) {
      double before = get(cell + i);
      double in = sum(direction, row, state, i) + peephole(direction, i) * before;
      double input = gate.apply(clipped(in));
      double out = sum(direction, row, state, hidden + i);
      double forgotten =
          sum(direction, row, state, 2 * hidden + i) + peephole(direction, 2 * hidden + i) * before;
      double forget = inputForget ? 1 - input : gate.apply(clipped(forgotten));
      double candidate =
          functions[3 * direction + 1].apply(clipped(sum(direction, row, state, 3 * hidden + i)));
      double next = forget * before + input * candidate;
      double output = gate.apply(clipped(out + peephole(direction, hidden + i) * next));
      set(cell + i, next);
      set(state + hidden + i, output * functions[3 * direction + 2].apply(next));
    }
  }

  private double sum(int direction, long row, long state, long i) {
    return fromInput(direction, row, i) + fromState(direction, state, i);
  }

  private double peephole(int direction, long i) {
    return inputs[7] == null ? 0 : real(inputs[7], direction * 3L * sizes.hidden() + i);
  }

  private double clipped(double x) {
    return Math.max(-clip, Math.min(clip, x));
  }

  /** A row of the input's weights times the input, and its bias. */
  private double fromInput(int direction, long row, long gate) {
    long rows = kind.gates() * sizes.hidden();
    long weight = (direction * rows + gate) * sizes.input();
    double sum = inputs[3] == null ? 0 : real(inputs[3], direction * 2L * rows + gate);
    for (long i = 0; i < sizes.input(); i++) {
      sum += real(inputs[0], row * sizes.input() + i) * real(inputs[1], weight + i);
    }
    return sum;
  }

  /** A row of the state's weights times what lies at {@code state}, and its bias. */
  private double fromState(int direction, long state, long gate) {
    long rows = kind.gates() * sizes.hidden();
    long weight = (direction * rows + gate) * sizes.hidden();
    double sum = inputs[3] == null ? 0 : real(inputs[3], direction * 2L * rows + rows + gate);
    for (long i = 0; i < sizes.hidden(); i++) {
      sum += get(state + i) * real(inputs[2], weight + i);
    }
    return sum;
  }

  private double initial(int input, int direction, long entry, long i) {
    return inputs[input] == null ? 0 : real(inputs[input], last(direction, entry) + i);
  }

  private long last(int direction, long entry) {
    long lane =
        sizes.batchFirst()
            ? entry * sizes.directions() + direction
            : direction * sizes.batch() + entry;
    return lane * sizes.hidden();
  }

  private long sequence(int direction, long entry, long step) {
    long lane =
        sizes.batchFirst()
            ? (entry * sizes.steps() + step) * sizes.directions() + direction
            : (step * sizes.directions() + direction) * sizes.batch() + entry;
    return lane * sizes.hidden();
  }

  private void store(int output, long index, double value) {
    Tensor tensor = outputs[output];
    if (tensor != null) {
      Elements.setReal(tensor.type(), tensor.segment(), index, value);
    }
  }

  private static double real(Tensor tensor, long index) {
    return Elements.real(tensor.type(), tensor.segment(), index);
  }

  private double get(long index) {
    return scratch.getAtIndex(JAVA_DOUBLE_UNALIGNED, index);
  }

  private void set(long index, double value) {
    scratch.setAtIndex(JAVA_DOUBLE_UNALIGNED, index, value);
  }
}
