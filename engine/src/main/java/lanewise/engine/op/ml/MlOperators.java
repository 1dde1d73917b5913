package lanewise.engine.op.ml;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** The operators of domain {@code ai.onnx.ml}. */
public final class MlOperators {
  private MlOperators() {}

  /** What {@code name} means there, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "ArrayFeatureExtractor" -> since(1, new ArrayFeatureExtractorOperator());
      case "Binarizer" -> since(1, new BinarizerOperator());
      case "CategoryMapper" -> since(1, new LabelEncoderOperator(true));
      case "DictVectorizer" -> since(1, new DictVectorizerOperator());
      case "FeatureVectorizer" -> since(1, new FeatureVectorizerOperator());
      case "Imputer" -> since(1, new ImputerOperator());
      case "LabelEncoder" -> since(1, new LabelEncoderOperator(false));
      case "LinearClassifier" -> since(1, new LinearClassifierOperator());
      case "LinearRegressor" -> since(1, new LinearRegressorOperator());
      case "Normalizer" -> since(1, new NormalizerOperator());
      case "OneHotEncoder" -> since(1, new OneHotEncoderOperator());
      case "Scaler" -> since(1, new ScalerOperator());
      case "TreeEnsemble" -> since(5, new TreeRegressorOperator(true));
      case "TreeEnsembleClassifier" -> since(1, new TreeClassifierOperator());
      case "TreeEnsembleRegressor" -> since(1, new TreeRegressorOperator(false));
      case "ZipMap" -> since(1, new ZipMapOperator());
      default -> null;
    };
  }
}
