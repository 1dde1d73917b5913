/** Files to tensors and vocabularies. */
module lanewise.formats {
  requires transitive lanewise.kernels;

  exports lanewise.formats;
  exports lanewise.formats.gguf;
  exports lanewise.formats.json;
  exports lanewise.formats.npy;
  exports lanewise.formats.onnx;
  exports lanewise.formats.protobuf;
  exports lanewise.formats.template;
  exports lanewise.formats.tokenizer;
}
