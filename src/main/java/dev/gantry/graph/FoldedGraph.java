package dev.gantry.graph;

import java.util.List;
import org.tensorflow.Graph;

/** Makes graphs for inference in which no batch norm is left where a kernel can take it up. */
public final class FoldedGraph {
  private FoldedGraph() {}

  /**
   * Copies a graph that is built to its end, whose variables are constants.
   *
   * @param graph gains operations that nothing of it reads; stays the caller's to close
   * @return a graph in which every operation of the given one has the same name, though nothing may
   *     read it any more; the caller closes it
   */
  public static Graph of(Graph graph) {
    return Substitutions.copy(graph, List.of(new FoldedBatchNorm()));
  }
}
