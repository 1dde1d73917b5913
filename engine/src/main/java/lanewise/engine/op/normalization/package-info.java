/**
 * Operators that scale values by statistics of their neighbours: softmax and the normalizations.
 *
 * <p>What always holds here: rows of f32 go to the tier's {@link lanewise.kernels.RowKernels};
 * everything else is computed in double precision and rounded once.
 */
package lanewise.engine.op.normalization;
