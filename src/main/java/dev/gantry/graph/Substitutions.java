package dev.gantry.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Which outputs are read in place of which. */
final class Substitutions {
  /** One reading of an output: by this operation, as its input of this number. */
  private record Reading(String operation, int input) {}

  private static final Set<String> LEFT_OVER = Set.of("Cast", "FusedBatchNormV3");

  private final Map<Reading, Output<?>> readings = new HashMap<>();
  private final Map<String, Output<?>> outputs = new HashMap<>();

  /** A graph as rules would have it, in which all has the same name; the caller closes it. */
  static Graph copy(Graph graph, List<Rule> rules) {
    Substitutions substitutions = new Substitutions();
    for (Rule rule : rules) {
      rule.find(graph, substitutions);
    }
    Graph changed = new Graph();
    try {
      changed.importGraphDef(substitutions.in(graph.toGraphDef()));
      return changed;
    } catch (RuntimeException | Error e) {
      changed.close();
      throw e;
    }
  }

  /** One operation reads another output. */
  void reads(GraphOperation reader, int input, Output<?> instead) {
    readings.put(new Reading(reader.name(), input), instead);
  }

  /** All that read an output read another. */
  void replaces(Output<?> output, Output<?> instead) {
    outputs.put(name(output), instead);
  }

  /** Whether another output is read in its place. */
  boolean isReplaced(Output<?> output) {
    return outputs.containsKey(name(output));
  }

  /**
   * Whether this operation alone reads the output, those aside that now read another, and
   * left-overs that nobody reads.
   */
  boolean isOnlyReader(GraphOperation reader, Output<?> output) {
    GraphOperation source = (GraphOperation) output.op();
    if (source.numControlConsumers() > 0) {
      return false;
    }
    for (GraphOperation consumer : source.consumers(output.index())) {
      for (int i = 0; i < consumer.numInputs(); i++) {
        if (consumer.input(i).equals(output)
            && !isUnread(consumer)
            && !consumer.equals(reader)
            && !readings.containsKey(new Reading(consumer.name(), i))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether it is a left-over: layers hand on what they made in bfloat16 behind a cast that the
   * next may not read, and a folded batch norm stays in the graph.
   */
  static boolean isUnread(GraphOperation operation) {
    if (!LEFT_OVER.contains(operation.type()) || operation.numControlConsumers() > 0) {
      return false;
    }
    return IntStream.range(0, operation.numOutputs())
        .allMatch(i -> operation.consumers(i).isEmpty());
  }

  /** The graph in which they are made. */
  private GraphDef in(GraphDef definition) {
    GraphDef.Builder changed = definition.toBuilder();
    for (NodeDef.Builder node : changed.getNodeBuilderList()) {
      // Control inputs, "^name", stand behind those of data: they keep to what they named.
      for (int i = 0; i < node.getInputCount() && !node.getInput(i).startsWith("^"); i++) {
        Output<?> other = readings.get(new Reading(node.getName(), i));
        String input = other == null ? node.getInput(i) : name(other);
        Output<?> instead = outputs.get(input);
        node.setInput(i, instead == null ? input : name(instead));
      }
    }
    return changed.build();
  }

  /** As a node's inputs name it. */
  private static String name(Output<?> output) {
    String operation = output.op().name();
    return output.index() == 0 ? operation : operation + ":" + output.index();
  }
}
