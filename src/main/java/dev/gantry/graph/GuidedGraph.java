package dev.gantry.graph;

import java.util.List;
import org.tensorflow.Graph;

/** Makes graphs whose gradients show what a unit looks for, in place of what would change it. */
public final class GuidedGraph {
  private GuidedGraph() {}

  /**
   * Copies a graph with guided backpropagation (Springenberg et al. 2015) in place of the gradients
   * of its rectifiers.
   *
   * @param graph with its gradients; gains operations that nothing of it reads; stays the caller's
   *     to close
   * @return a graph in which every operation of the given one has the same name, though nothing may
   *     read it any more; the caller closes it
   */
  public static Graph of(Graph graph) {
    return Substitutions.copy(graph, List.of(new GuidedActivations()));
  }
}
