/**
 * What a model takes and gives beside tensors of numbers: strings, sequences, optionals and maps.
 *
 * <p>What always holds here: a value is immutable but for its tensors' elements, and owns nothing:
 * its tensors live as long as their memory does. To add a kind of value, permit it in {@link
 * lanewise.engine.value.ModelValue} and follow the compiler.
 */
package lanewise.engine.value;
