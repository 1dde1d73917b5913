/**
 * What all file formats share: the exception that a bad file gets.
 *
 * <p>What always holds in the format packages: a file is never trusted; every number read from it
 * is checked in exact arithmetic against the bytes that are there before it is used.
 */
package lanewise.formats;
