/**
 * GGUF files, versions 2 and 3: key-value metadata and named tensors, read where they are mapped,
 * and written.
 *
 * <p>What always holds here: what {@link lanewise.formats.gguf.GgufReader} gives has been checked
 * against the bytes of the file. Every value of the metadata lies wholly inside it, keys and tensor
 * names are there once, a tensor's segment holds exactly its elements, and tensors neither overlap
 * nor leave gaps. Values and tensors are slices of the mapped file: nothing is copied before it is
 * asked for, so that a file with a large vocabulary opens at the speed of one walk over it.
 *
 * <p>To add a type of tensor: add it to {@link lanewise.kernels.ElementType} and to {@link
 * lanewise.formats.gguf.GgufTensorTypes}.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">The GGUF format</a>
 */
package lanewise.formats.gguf;
