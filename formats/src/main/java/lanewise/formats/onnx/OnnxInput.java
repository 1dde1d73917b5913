package lanewise.formats.onnx;

import java.lang.foreign.Arena;
import lanewise.formats.protobuf.WireReader;

/**
 * What the readers of the single messages share.
 *
 * @param wire the bytes, placed inside the message to read
 * @param arena where decoded numbers go
 * @param external finds external data
 */
record OnnxInput(WireReader wire, Arena arena, ExternalData external) {}
