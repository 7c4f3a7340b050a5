package dev.gantry.features;

import dev.gantry.error.UserException;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The published graph, which takes one JPEG, rewritten to take batches of decoded images. What is
 * kept are the nodes that make {@code pool_3} of {@code ExpandDims}, the graph's own resizing and
 * scaling among them, and the weights of its classes.
 */
final class BatchedInception {
  /** Where images go in: uint8, [count, height, width, 3]. */
  static final String LEVELS = "gantry_levels";

  /** What the layer of classes sees: [count, 1, 1, features]. */
  static final String POOL = "pool_3";

  private static final String CLASSES = "softmax/logits/MatMul";

  /** The batch of one image, as the published graph makes it. */
  private static final String ONE_IMAGE = "ExpandDims";

  private static final int COLOURS = 3;

  private final GraphDef graph;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  private BatchedInception(GraphDef graph) {
    this.graph = graph;
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * A rewritten graph.
   *
   * @param graph takes {@link #LEVELS}, makes {@link #POOL}
   * @param weights name of the node that gives the weights of the classes, [features, classes]
   */
  record Rewritten(GraphDef graph, String weights) {}

  /**
   * Rewrites the graph.
   *
   * @throws UserException if it lacks a node of the 2015 graph
   */
  static Rewritten of(GraphDef graph) {
    return new BatchedInception(graph).rewritten();
  }

  private Rewritten rewritten() {
    node(ONE_IMAGE);
    List<String> classInputs = node(CLASSES).getInputList();
    if (classInputs.size() < 2) {
      throw foreign("its node %s has %d inputs".formatted(CLASSES, classInputs.size()));
    }
    String weights = nameOf(classInputs.get(1));
    Map<String, NodeDef> kept = needed(List.of(POOL, weights));
    GraphDef.Builder made =
        // The version too: it lets operations be imported that later ones no longer have.
        GraphDef.newBuilder().setVersions(graph.getVersions()).setLibrary(graph.getLibrary());
    made.addNode(levels()).addNode(cast());
    Set<String> batchSizes = batchSizes(kept);
    kept.values().stream()
        .map(node -> batchSizes.contains(node.getName()) ? anyBatch(node) : unshaped(node))
        .forEach(made::addNode);
    return new Rewritten(made.build(), weights);
  }

  private NodeDef node(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw foreign("it has no node " + name);
    }
    return node;
  }

  private static UserException foreign(String problem) {
    return new UserException(
        "this is not the Inception graph of 2015: %s; run gantry metrics fetch".formatted(problem));
  }

  /** The nodes that these depend on, but for what makes the batch of one image. */
  private Map<String, NodeDef> needed(List<String> outputs) {
    Map<String, NodeDef> needed = new HashMap<>();
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!name.equals(ONE_IMAGE) && needed.putIfAbsent(name, node(name)) == null) {
        node(name).getInputList().forEach(input -> open.push(nameOf(input)));
      }
    }
    return needed;
  }

  /** An input is NODE, NODE:OUTPUT, or ^NODE for order alone. */
  private static String nameOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static NodeDef levels() {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : new long[] {-1, -1, -1, COLOURS}) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return NodeDef.newBuilder()
        .setName(LEVELS)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_UINT8).build())
        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
        .build();
  }

  private static NodeDef cast() {
    return NodeDef.newBuilder()
        .setName(ONE_IMAGE)
        .setOp("Cast")
        .addInput(LEVELS)
        .putAttr("SrcT", AttrValue.newBuilder().setType(DataType.DT_UINT8).build())
        .putAttr("DstT", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .build();
  }

  /** What was written down of shapes is of a batch of one. */
  private static NodeDef unshaped(NodeDef node) {
    return node.toBuilder().removeAttr("_output_shapes").build();
  }

  /** The constants that reshapes take their sizes from and that begin with a batch of one. */
  private static Set<String> batchSizes(Map<String, NodeDef> nodes) {
    Set<String> names = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals("Reshape") && node.getInputCount() > 1) {
        NodeDef sizes = nodes.get(nameOf(node.getInput(1)));
        if (sizes != null && sizes.getOp().equals("Const") && sizes(sizes).get(0) == 1) {
          names.add(sizes.getName());
        }
      }
    }
    return names;
  }

  private static NodeDef anyBatch(NodeDef constant) {
    List<Integer> sizes = new ArrayList<>(sizes(constant));
    sizes.set(0, -1);
    AttrValue value = constant.getAttrOrThrow("value");
    TensorProto.Builder tensor =
        value.getTensor().toBuilder().clearTensorContent().clearIntVal().addAllIntVal(sizes);
    return unshaped(constant).toBuilder()
        .putAttr("value", value.toBuilder().setTensor(tensor).build())
        .build();
  }

  /** The values of an int32 vector, which a graph holds as bytes or as numbers. */
  private static List<Integer> sizes(NodeDef constant) {
    TensorProto tensor = constant.getAttrOrThrow("value").getTensor();
    if (tensor.getIntValCount() > 0) {
      return tensor.getIntValList();
    }
    IntBuffer ints =
        tensor
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asIntBuffer();
    return IntStream.range(0, ints.limit()).mapToObj(ints::get).toList();
  }
}
