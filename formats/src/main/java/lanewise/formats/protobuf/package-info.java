/**
 * The protobuf wire format: fields in and out of memory segments, with no generated code.
 *
 * <p>What always holds here: a length is compared with the bytes that are there before it is used,
 * a message nests at most {@link lanewise.formats.protobuf.WireReader#MAX_DEPTH} deep, and the heap
 * that a file's messages, strings and numbers will take is charged against a limit before it is
 * taken. Blobs are slices of the file, never copies.
 *
 * <p>To read another protobuf-based format, write a class that loops over {@link
 * lanewise.formats.protobuf.WireReader#next} and switches on the field number, as the ONNX reader
 * does.
 */
package lanewise.formats.protobuf;
