/**
 * Operators that resample, crop and place images, volumes and boxes.
 *
 * <p>What always holds here: coordinates are computed in double precision, and an index that they
 * lead to is clamped or checked before memory is read. To add one, write its operator here and list
 * it in {@code ImageOperators}.
 */
package lanewise.engine.op.image;
