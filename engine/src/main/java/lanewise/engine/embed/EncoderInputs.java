package lanewise.engine.embed;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.Model;
import lanewise.engine.TensorSpec;
import lanewise.formats.ModelFormatException;
import lanewise.formats.tokenizer.Encoding;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Which inputs and outputs of a network are which, by the names that Hugging Face exports use. */
record EncoderInputs(String ids, String mask, String types, String output) {

  static EncoderInputs of(Model model, String source) {
    String ids = null;
    String mask = null;
    String types = null;
    for (TensorSpec input : model.inputs()) {
      switch (input.name()) {
        case "input_ids" -> ids = input.name();
        case "attention_mask" -> mask = input.name();
        case "token_type_ids" -> types = input.name();
        default -> throw notAnEncoder(source, "input '" + input.name() + "' is not known");
      }
      if (input.type() != ElementType.INT64) {
        throw notAnEncoder(source, "input '" + input.name() + "' must be i64, found " + input);
      }
    }
    if (ids == null || model.outputs().isEmpty()) {
      throw notAnEncoder(source, "there is no input 'input_ids', or no output");
    }
    return new EncoderInputs(ids, mask, types, output(model));
  }

  private static String output(Model model) {
    for (TensorSpec output : model.outputs()) {
      if (output.name().equals("last_hidden_state")) {
        return output.name();
      }
    }
    return model.outputs().getFirst().name();
  }

  private static ModelFormatException notAnEncoder(String source, String problem) {
    return new ModelFormatException(
        source,
        ModelFormatException.NO_OFFSET,
        "graph inputs",
        problem
            + "; a text encoder takes input_ids and, if it likes, attention_mask and"
            + " token_type_ids, each i64[batch, sequence]");
  }

  /** The network's inputs for some of the texts, padded with zeros to {@code length} tokens. */
  Map<String, Tensor> tensors(List<Encoding> encodings, int[] batch, int length) {
    Shape shape = Shape.of(batch.length, length);
    Map<String, Tensor> tensors = new HashMap<>();
    Tensor idTensor = Tensor.allocate(ElementType.INT64, shape);
    tensors.put(ids, idTensor);
    Tensor maskTensor = mask == null ? null : Tensor.allocate(ElementType.INT64, shape);
    Tensor typeTensor = types == null ? null : Tensor.allocate(ElementType.INT64, shape);
    for (int row = 0; row < batch.length; row++) {
      Encoding encoding = encodings.get(batch[row]);
      for (int i = 0; i < encoding.length(); i++) {
        long element = (long) row * length + i;
        idTensor.segment().setAtIndex(JAVA_LONG_UNALIGNED, element, encoding.id(i));
        if (maskTensor != null) {
          maskTensor.segment().setAtIndex(JAVA_LONG_UNALIGNED, element, 1);
        }
        if (typeTensor != null) {
          typeTensor.segment().setAtIndex(JAVA_LONG_UNALIGNED, element, encoding.typeId(i));
        }
      }
    }
    if (maskTensor != null) {
      tensors.put(mask, maskTensor);
    }
    if (typeTensor != null) {
      tensors.put(types, typeTensor);
    }
    return tensors;
  }

  /** The network's output as vectors of tokens, or of whole texts when it pools by itself. */
  TokenVectors tokenVectors(Map<String, Tensor> outputs, int texts, int length) {
    Tensor vectors = outputs.get(output);
    Shape shape = vectors.shape();
    boolean perToken = shape.rank() == 3 && shape.dim(1) == length;
    boolean perText = shape.rank() == 2;
    if (vectors.type() != ElementType.FLOAT32 || !(perToken || perText) || shape.dim(0) != texts) {
      throw new IllegalStateException(
          "output '"
              + output
              + "' must be f32[batch, sequence, size] or f32[batch, size], found "
              + vectors);
    }
    return new TokenVectors(vectors, perToken ? length : 1, shape.intDim(-1));
  }
}
