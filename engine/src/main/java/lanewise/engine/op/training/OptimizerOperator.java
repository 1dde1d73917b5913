package lanewise.engine.op.training;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * One step of an optimizer over any number of tensors: learning rate, number of steps so far, all
 * tensors, all gradients, then all tensors of each state; out come new tensors and states.
 */
final class OptimizerOperator implements Operator {
  private static final int FIRST_TENSOR = 2;

  private final OptimizerRule rule;

  OptimizerOperator(OptimizerRule rule) {
    this.rule = rule;
  }

  private int tensors(int inputs) {
    int groups = 2 + rule.states();
    int listed = inputs - FIRST_TENSOR;
    if (listed < groups || listed % groups != 0) {
      throw new InvalidNodeException(
          "after the rate and the step there must be tensors in groups of "
              + groups
              + ", found "
              + listed);
    }
    return listed / groups;
  }

  @Override
  public void infer(Inference inference) {
    int count = tensors(inference.inputCount());
    for (int i = 0; i < count; i++) {
      inference.outputLike(i, inference.input(FIRST_TENSOR + i).type(), FIRST_TENSOR + i);
      for (int state = 0; state < rule.states(); state++) {
        int from = FIRST_TENSOR + (2 + state) * count + i;
        inference.outputLike((1 + state) * count + i, inference.input(from).type(), from);
      }
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    int count = tensors(binding.node().inputs().size());
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tensor[] ins = new Tensor[2 + rule.states()];
      for (int group = 0; group < ins.length; group++) {
        ins[group] = binding.input(FIRST_TENSOR + group * count + i);
        Elements.requireReal(ins[group].type());
        if (!ins[group].shape().equals(ins[0].shape())) {
          throw new InvalidNodeException(
              "tensor " + i + " is " + ins[0] + ", its gradient or state " + ins[group]);
        }
      }
      Tensor[] outs = new Tensor[1 + rule.states()];
      for (int group = 0; group < outs.length; group++) {
        int index = group * count + i;
        outs[group] = binding.hasOutput(index) ? binding.output(index) : null;
      }
      tasks.add(
          new Move(
              rule,
              binding.node().attributes(),
              scalar(binding.input(0), "the learning rate"),
              scalar(binding.input(1), "the number of steps"),
              ins,
              outs));
    }
    return tasks;
  }

  private static Tensor scalar(Tensor tensor, String what) {
    Elements.requireNumber(tensor.type());
    if (tensor.elementCount() != 1) {
      throw new InvalidNodeException(what + " must be one number, found " + tensor);
    }
    return tensor;
  }

  private record Move(
      OptimizerRule rule,
      Attributes attributes,
      Tensor rate,
      Tensor steps,
      Tensor[] ins,
      Tensor[] outs)
      implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      OptimizerRule.Step step =
          rule.at(
              attributes,
              Elements.real(rate.type(), rate.segment(), 0),
              Elements.integer(steps.type(), steps.segment(), 0));
      double[] states = new double[rule.states()];
      for (long i = 0; i < ins[0].elementCount(); i++) {
        for (int state = 0; state < states.length; state++) {
          states[state] = at(ins[2 + state], i);
        }
        put(outs[0], i, step.move(at(ins[0], i), at(ins[1], i), states));
        for (int state = 0; state < states.length; state++) {
          put(outs[1 + state], i, states[state]);
        }
      }
    }

    private static double at(Tensor tensor, long index) {
      return Elements.real(tensor.type(), tensor.segment(), index);
    }

    private static void put(Tensor tensor, long index, double value) {
      if (tensor != null) {
        Elements.setReal(tensor.type(), tensor.segment(), index, value);
      }
    }
  }
}
