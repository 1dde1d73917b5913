/**
 * Products of many rows of activations with weights in blocks, in machine code.
 *
 * <p>A panel of columns is unpacked once, for a run of k, into bytes that one tile kernel takes
 * whatever the type ({@link lanewise.kernels.machine.block.panel.PanelScheme} says how they lie);
 * then all rows of a part pass over it. What always holds here: integer sums are exact, the chain
 * of each f32 sum is the contract's, and nothing outside the blocks of a run is read.
 *
 * <p>To add a type: its line in {@code PanelScheme}, and how it is unpacked in {@code UnpackCode}
 * or {@code UnpackLongCode}; the trials and the contract suite do the rest.
 */
package lanewise.kernels.machine.block.panel;
