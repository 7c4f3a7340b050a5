package dev.gantry.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.Ops;

/** A kind of place in a graph that can be computed in a better way. */
sealed interface Rule
    permits ActivationGradients,
        KernelGradients,
        FusedNorms,
        FusedActivations,
        FoldedImageGradients,
        FoldedBatchNorm,
        SubPixels,
        WideRows,
        WinogradConvolutions,
        GuidedActivations {
  /**
   * Finds such places.
   *
   * @param graph may be added to
   * @param substitutions hears what is to be read instead
   */
  void find(Graph graph, Substitutions substitutions);

  /** Where to add what takes an operation's place. */
  static Ops inPlaceOf(Graph graph, GraphOperation operation) {
    return Ops.create(graph)
        .withSubScope("faster")
        .withSubScope(operation.name().replace('/', '.'));
  }

  /** The operations of a type, as they are before any is added. */
  static List<GraphOperation> ofType(Graph graph, String type) {
    List<GraphOperation> found = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals(type)) {
                found.add(operation);
              }
            });
    return found;
  }
}
