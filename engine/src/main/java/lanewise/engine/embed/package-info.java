/**
 * Texts to vectors.
 *
 * <p>What always holds here: a text's vector does not depend, in any bit, on the texts that it is
 * embedded together with, nor on the number of threads.
 */
package lanewise.engine.embed;
