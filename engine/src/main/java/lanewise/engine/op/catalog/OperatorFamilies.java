package lanewise.engine.op.catalog;

import lanewise.engine.op.OperatorRegistry;
import lanewise.engine.op.attention.AttentionOperators;
import lanewise.engine.op.creation.CreationOperators;
import lanewise.engine.op.elementwise.ElementwiseOperators;
import lanewise.engine.op.image.ImageOperators;
import lanewise.engine.op.loss.LossOperators;
import lanewise.engine.op.matrix.ProductOperators;
import lanewise.engine.op.movement.MovementOperators;
import lanewise.engine.op.normalization.NormalizationOperators;
import lanewise.engine.op.quantization.QuantizationOperators;
import lanewise.engine.op.recurrent.RecurrentOperators;
import lanewise.engine.op.reduction.ReductionOperators;
import lanewise.engine.op.selection.SelectionOperators;
import lanewise.engine.op.shape.ShapeOperators;
import lanewise.engine.op.signal.SignalOperators;
import lanewise.engine.op.spatial.SpatialOperators;

/** The list of families: a new one is a line here. */
final class OperatorFamilies {
  private OperatorFamilies() {}

  static void registerAll(OperatorRegistry registry) {
    AttentionOperators.register(registry);
    ProductOperators.register(registry);
    ShapeOperators.register(registry);
    ElementwiseOperators.register(registry);
    MovementOperators.register(registry);
    ReductionOperators.register(registry);
    QuantizationOperators.register(registry);
    CreationOperators.register(registry);
    SelectionOperators.register(registry);
    NormalizationOperators.register(registry);
    SpatialOperators.register(registry);
    LossOperators.register(registry);
    ImageOperators.register(registry);
    RecurrentOperators.register(registry);
    SignalOperators.register(registry);
  }
}
