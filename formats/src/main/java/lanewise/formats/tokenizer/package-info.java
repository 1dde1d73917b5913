/**
 * Text to token ids, as {@code tokenizer.json} files and GGUF vocabularies define it.
 *
 * <p>{@link lanewise.formats.tokenizer.Tokenizer} is what users hold: immutable, thread-safe. It is
 * made of a tokenizer.json's components, each behind a sealed interface: normalizer, pre-tokenizer,
 * model, post-processor, decoder, and beside them added tokens, truncation and padding.
 *
 * <p>What always holds: ids equal those of Hugging Face tokenizers on any text. Properties of
 * characters come from a table in this package, never from the Java runtime, whose Unicode version
 * is another one and changes between releases. The time that encoding takes is bounded by the
 * text's length times a constant, for any file that is accepted. Texts are worked on as code points
 * with their place in the given text.
 *
 * <p>To add a component: write it, permit it in its interface, read it in {@code ComponentReader},
 * and hold it against the reference in a test.
 */
package lanewise.formats.tokenizer;
