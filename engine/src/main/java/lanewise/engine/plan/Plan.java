package lanewise.engine.plan;

import java.util.List;

/**
 * A graph for one set of input shapes: every value placed, every step in order. Immutable and
 * shared by sessions.
 *
 * @param slots all values; the graph's inputs come first
 * @param values for each slot the one whose bytes it shows: itself, unless it is a view
 * @param inputSlots the graph's inputs, in its order
 * @param outputSlots the graph's outputs, in its order
 * @param workspaceBytes bytes of values and, at {@code scratchOffset}, scratch
 */
public record Plan(
    List<Slot> slots,
    List<PlannedStep> steps,
    int[] values,
    int[] inputSlots,
    int[] outputSlots,
    long scratchOffset,
    long scratchBytes,
    long workspaceBytes) {}
