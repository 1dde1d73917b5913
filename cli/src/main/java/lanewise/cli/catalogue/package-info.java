/**
 * The built-in models: what they are, where they come from, and the cache folder that they are
 * unpacked into.
 *
 * <p>What always holds here: nothing is used before its checksum was verified, and files appear in
 * the cache whole or not at all.
 */
package lanewise.cli.catalogue;
