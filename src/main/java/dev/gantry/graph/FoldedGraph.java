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
   * @param single whether it is to be fast for one image at a time, rather than for many
   * @return a graph in which every operation of the given one has the same name, though nothing may
   *     read it any more; the caller closes it
   */
  public static Graph of(Graph graph, boolean single) {
    if (!single) {
      return Substitutions.copy(graph, List.of(new FoldedBatchNorm(), SubPixels.ofImages()));
    }
    // One after the other: kernels that have taken up a batch norm are turned as well.
    try (Graph folded = Substitutions.copy(graph, List.of(new FoldedBatchNorm()))) {
      return Substitutions.copy(folded, List.of(SubPixels.everywhere()));
    }
  }
}
