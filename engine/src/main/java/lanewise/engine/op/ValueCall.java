package lanewise.engine.op;

import java.util.List;
import lanewise.engine.graph.Node;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * One run of a {@link ValueOperator}: values in, values out.
 *
 * <p>Memory: inputs are only read. What {@link #newTensor} gives lives until the call ends, and
 * longer when it is given as an output or as part of one. What {@link #runBody} gives is held until
 * it is {@linkplain #release released}.
 */
public interface ValueCall {
  Node node();

  /** How many inputs the node has, those that bodies capture left out. */
  int inputCount();

  boolean hasInput(int index);

  /** A required input. */
  ModelValue input(int index);

  /** A required input that must be a tensor of numbers. */
  Tensor tensor(int index);

  /** A required input that must be a tensor of strings. */
  StringTensor strings(int index);

  /** A required input that must be a sequence. */
  SequenceValue sequence(int index);

  /** How many outputs the node lists, unused ones too. */
  int outputCount();

  boolean hasOutput(int index);

  /** Memory for an output; what it holds is not known. */
  Tensor newTensor(ElementType type, Shape shape);

  /** Like {@link #newTensor}, but held until it is {@linkplain #release released}. */
  Tensor heldTensor(ElementType type, Shape shape);

  /** Strings for an output, counted against the memory that a run may take. */
  StringTensor newStrings(Shape shape, List<String> elements);

  /** Gives an output; does nothing when the node does not have it. */
  void give(int index, ModelValue value);

  default void give(int index, Tensor tensor) {
    give(index, ModelValue.of(tensor));
  }

  /** How many inputs the body takes, captured ones left out. */
  int bodyInputCount(String attribute);

  /** Runs the graph that is the node's attribute; release what it gives. */
  List<ModelValue> runBody(String attribute, List<ModelValue> inputs);

  /** Keeps a value beyond the call that made it. */
  void retain(ModelValue value);

  /** Gives back what {@link #runBody} gave or {@link #retain} kept. */
  void release(ModelValue value);

  /** Counts a step of a loop: throws when there were too many, or when the run is to stop. */
  void countStep();
}
