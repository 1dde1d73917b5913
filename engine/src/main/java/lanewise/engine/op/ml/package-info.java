/**
 * The operators of domain {@code ai.onnx.ml}: what scikit-learn, XGBoost and LightGBM export.
 *
 * <p>What always holds here: attributes are checked in full before a row is computed, and rows do
 * not depend on each other. To add one, write its operator and list it in {@code MlOperators}.
 */
package lanewise.engine.op.ml;
