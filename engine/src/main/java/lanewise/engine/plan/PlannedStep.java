package lanewise.engine.plan;

import lanewise.engine.graph.Node;
import lanewise.engine.op.Operator;

/**
 * One node of a plan.
 *
 * @param inputs slot numbers; -1 for an absent input
 * @param outputs slot numbers
 * @param scratchBytes what the node's tasks need beside their tensors
 */
public record PlannedStep(
    Node node, Operator operator, int[] inputs, int[] outputs, long scratchBytes) {}
