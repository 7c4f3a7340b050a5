package dev.gantry.export;

import dev.gantry.graph.FoldedGraph;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A built graph in the form that is written. */
final class GraphForm {
  private static final Set<String> OUTPUTS =
      Set.of(
          Signatures.IMAGE,
          Signatures.IMAGE_BYTES,
          DiscriminatorExport.SCORE,
          DiscriminatorExport.FEATURES,
          DiscriminatorExport.CLASS_LOGITS);

  private GraphForm() {}

  /** Where nothing is asked for, the graph as it was built. */
  static GraphDef of(Graph built, ExportForm form) {
    GraphDef graph =
        form.folding() == Folding.NONE ? built.toGraphDef() : folded(built, form.folding());
    return form.weights() == WeightType.FLOAT32 ? graph : StoredWeights.as(form.weights(), graph);
  }

  private static GraphDef folded(Graph built, Folding folding) {
    try (Graph folded = FoldedGraph.of(built, folding == Folding.SINGLE)) {
      return needed(folded.toGraphDef());
    }
  }

  /** Without what no output depends on: the kernels as they were before. */
  private static GraphDef needed(GraphDef graph) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    OUTPUTS.stream().filter(nodes::containsKey).forEach(open::add);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name)) {
        NodeDef node = nodes.getOrDefault(name, NodeDef.getDefaultInstance());
        node.getInputList().stream().map(GraphForm::operation).forEach(open::add);
      }
    }
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    graph.getNodeList().stream()
        .filter(node -> needed.contains(node.getName()))
        .forEach(kept::addNode);
    return kept.build();
  }

  /** The operation that an input of a node names: {@code name}, {@code name:1} or {@code ^name}. */
  private static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int port = name.indexOf(':');
    return port < 0 ? name : name.substring(0, port);
  }
}
