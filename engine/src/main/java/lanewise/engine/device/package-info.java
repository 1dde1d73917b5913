/**
 * What a model keeps on a device: constants and prepared weights.
 *
 * <p>Host addresses name device memory: a value has the same place in a session's workspace and in
 * its mirror, a constant is mirrored where its file is mapped, a packed weight has host memory that
 * nobody touches. What always holds here: a constant goes up once, however many nodes and sessions
 * read it, and is released when nobody does; a device that is lost takes nothing else with it.
 */
package lanewise.engine.device;
