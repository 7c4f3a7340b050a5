package dev.gantry.graph;

import java.util.List;
import org.tensorflow.Graph;

/**
 * Makes graphs for inference: no batch norm is left where a kernel can take it up, and the layer
 * that makes an image fills the processor.
 */
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
    return Substitutions.copy(graph, List.of(new FoldedBatchNorm(), new SubPixelImage()));
  }
}
