package lanewise.formats.gguf;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/**
 * A tensor of a file.
 *
 * @param shape the outermost dimension first: a matrix of weights is {@code [outputs, inputs]}. The
 *     file itself lists dimensions the other way round.
 * @param segment exactly the elements' bytes, a slice of the mapped file
 */
public record GgufTensor(String name, ElementType type, Shape shape, MemorySegment segment) {}
