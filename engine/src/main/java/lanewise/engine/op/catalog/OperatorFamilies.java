package lanewise.engine.op.catalog;

import lanewise.engine.op.OperatorVersions;
import lanewise.engine.op.attention.AttentionOperators;
import lanewise.engine.op.control.ControlOperators;
import lanewise.engine.op.creation.CreationOperators;
import lanewise.engine.op.elementwise.ElementwiseOperators;
import lanewise.engine.op.image.ImageOperators;
import lanewise.engine.op.loss.LossOperators;
import lanewise.engine.op.matrix.MatMulOperators;
import lanewise.engine.op.matrix.ProductOperators;
import lanewise.engine.op.ml.MlOperators;
import lanewise.engine.op.movement.MovementOperators;
import lanewise.engine.op.normalization.NormalizationOperators;
import lanewise.engine.op.quantization.QuantizationOperators;
import lanewise.engine.op.random.RandomOperators;
import lanewise.engine.op.recurrent.RecurrentOperators;
import lanewise.engine.op.reduction.ReductionOperators;
import lanewise.engine.op.selection.SelectionOperators;
import lanewise.engine.op.sequence.SequenceOperators;
import lanewise.engine.op.shape.ShapeOperators;
import lanewise.engine.op.signal.SignalOperators;
import lanewise.engine.op.spatial.SpatialOperators;
import lanewise.engine.op.text.TextOperators;
import lanewise.engine.op.training.TrainingOperators;

/**
 * The list of families: a new one is a line here. They are asked one after the other, what most
 * models have first, so that the classes of the others are not loaded.
 */
final class OperatorFamilies {
  private OperatorFamilies() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    OperatorVersions found = ShapeOperators.find(name);
    found = found == null ? MovementOperators.find(name) : found;
    found = found == null ? ElementwiseOperators.find(name) : found;
    found = found == null ? ProductOperators.find(name) : found;
    found = found == null ? NormalizationOperators.find(name) : found;
    found = found == null ? ReductionOperators.find(name) : found;
    found = found == null ? CreationOperators.find(name) : found;
    found = found == null ? QuantizationOperators.find(name) : found;
    found = found == null ? SpatialOperators.find(name) : found;
    found = found == null ? AttentionOperators.find(name) : found;
    found = found == null ? SelectionOperators.find(name) : found;
    found = found == null ? ImageOperators.find(name) : found;
    found = found == null ? RecurrentOperators.find(name) : found;
    found = found == null ? SignalOperators.find(name) : found;
    found = found == null ? ControlOperators.find(name) : found;
    found = found == null ? SequenceOperators.find(name) : found;
    found = found == null ? TextOperators.find(name) : found;
    found = found == null ? RandomOperators.find(name) : found;
    return found == null ? LossOperators.find(name) : found;
  }

  /** What {@code name} means in a domain beside ONNX's own, or null. */
  static OperatorVersions find(String domain, String name) {
    return switch (domain) {
      case "ai.onnx.ml" -> MlOperators.find(name);
      case "ai.onnx.preview" -> AttentionOperators.findPreview(name);
      case "ai.onnx.preview.training" -> TrainingOperators.find(name);
      default -> null;
    };
  }

  /** What {@code name} means where passes made the node, or null. */
  static OperatorVersions findInternal(String name) {
    OperatorVersions found = MatMulOperators.findInternal(name);
    found = found == null ? AttentionOperators.findInternal(name) : found;
    return found == null ? TextOperators.findInternal(name) : found;
  }
}
