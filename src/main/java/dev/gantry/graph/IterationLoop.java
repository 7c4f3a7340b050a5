package dev.gantry.graph;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Merge;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * One of {@link IterationLoops}: TensorFlow's operations of control flow around an iteration.
 *
 * <pre>
 * first ─► Enter ─► Merge ─► Switch ─► index ─► slices of all inputs ─► iteration ─► index + 1 ─┐
 * zeros ─► Enter ─► Merge ─► Switch ─► reports ────────────► this report in its row ────────────┤
 *                     ▲         └─► Exit                                                        │
 *                     └─────────────────────────── NextIteration ◄──────────────────────────────┘
 * </pre>
 */
final class IterationLoop {
  /** The next iteration begins when all of this one is done: it reads what this one wrote. */
  private static final int ONE_AT_A_TIME = 1;

  private static final DeviceSpec HOST =
      DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();

  private final String scope;
  private final String index;
  private final String reader;
  private final Map<String, String> slices = new LinkedHashMap<>();
  private final Map<String, String> nextOfMerge = new LinkedHashMap<>();
  private final Operand<TFloat32> reports;

  /**
   * Builds all of the loop but the iteration, which {@link #fill} copies into it.
   *
   * @param tf in a scope of its own
   * @param inputs of all loops
   * @param target what an iteration runs
   * @param report what it brings back, [values]
   */
  IterationLoop(Ops tf, IterationLoops.Inputs inputs, Op target, Operand<TFloat32> report) {
    String body = tf.scope().makeOpName("iteration");
    scope = body.substring(0, body.lastIndexOf('/') + 1);
    Operand<TInt32> first = constant(tf, inputs.first());
    Merge<TInt32> indices = merge(tf, enter(tf, inputs.first(), false));
    Merge<TFloat32> rows = merge(tf, enter(tf, inputs.noReports(tf, report), false));
    Operand<TBool> goesOn = tf.loopCond(tf.math.less(indices.output(), constant(tf, inputs.end())));
    SwitchCond<TFloat32> switched = tf.switchCond(rows.output(), goesOn);
    Operand<TInt32> at = tf.identity(tf.switchCond(indices.output(), goesOn).outputTrue());
    index = name(at);

    // What has no inputs of data is in the loop by a control dependency alone.
    Ops inside = tf.withControlDependencies(List.of(at));
    inputs.all().forEach((fed, all) -> slices.put(fed, name(slice(tf, inside, all, at))));
    Ops after = tf.withControlDependencies(List.of(target));
    Operand<TFloat32> row = after.expandDims(report, inside.constant(0)); // [1, values]
    reader = name(row);
    Operand<TInt32> place =
        tf.reshape(tf.math.sub(at, first), inside.constant(new int[] {1, 1})); // [1, 1]
    Operand<TInt32> next = after.identity(tf.math.add(at, inside.constant(1)));
    nextOfMerge.put(indices.op().name(), name(tf.nextIteration(next)));
    nextOfMerge.put(
        rows.op().name(),
        name(tf.nextIteration(tf.tensorScatterNdUpdate(switched.outputTrue(), place, row))));
    reports = tf.exit(switched.outputFalse());
  }

  /**
   * What an iteration is fed. It lies in the host's memory, where the seeds of draws have to be as
   * well: a slice that came back from a GPU would come when that has done all it was given before.
   */
  private <T extends TType> Operand<T> slice(
      Ops tf, Ops inside, Operand<T> all, Operand<TInt32> at) {
    Ops host = inside.withDevice(HOST);
    return host.gather(constant(tf.withDevice(HOST), all), at, host.constant(0));
  }

  /** A value from outside that is the same in every iteration. */
  private <T extends TType> Operand<T> constant(Ops tf, Operand<T> value) {
    return enter(tf, value, true);
  }

  private <T extends TType> Operand<T> enter(Ops tf, Operand<T> value, boolean constant) {
    return tf.scope()
        .opBuilder("Enter", "enter")
        .addInput(value.asOutput())
        .setAttr("frame_name", scope)
        .setAttr("is_constant", constant)
        .setAttr("parallel_iterations", ONE_AT_A_TIME)
        .build()
        .output(0);
  }

  /** A merge of a value with that of the next iteration, of which nothing is known yet. */
  private static <T extends TType> Merge<T> merge(Ops tf, Operand<T> entered) {
    return tf.merge(List.of(entered, entered));
  }

  private static String name(Operand<?> operand) {
    return operand.op().name();
  }

  /** Fetch: the report of each iteration, [iterations, values]. */
  Operand<TFloat32> reports() {
    return reports;
  }

  /**
   * Copies what an iteration is made of into the loop.
   *
   * @param graph to copy from, in which all has the name that it was built with
   * @param looped gains the copies
   */
  void fill(Map<String, NodeDef> graph, GraphDef.Builder looped) {
    Map<String, String> names = inTheLoop(graph);
    names.forEach(
        (original, copy) -> {
          NodeDef node = node(graph, original);
          if (isHandle(node)) {
            looped.addNode(entered(node, copy));
          } else if (!slices.containsKey(original)) {
            looped.addNode(copy(node, copy, names));
          }
        });
    for (NodeDef.Builder node : looped.getNodeBuilderList()) {
      String next = nextOfMerge.get(node.getName());
      if (next != null) {
        node.setInput(1, next);
      } else if (node.getName().startsWith(scope) && graph.containsKey(node.getName())) {
        rename(node, names);
      }
    }
  }

  /** What stands in the loop for each operation that an iteration is made of. */
  private Map<String, String> inTheLoop(Map<String, NodeDef> graph) {
    Map<String, String> names = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(reader));
    while (!open.isEmpty()) {
      for (String input : node(graph, open.remove()).getInputList()) {
        String source = operation(input);
        if (source.startsWith(scope) || names.containsKey(source)) {
          continue;
        }
        String slice = slices.get(source);
        names.put(source, slice == null ? scope + "iteration/" + source : slice);
        if (slice == null) {
          requireMade(node(graph, source));
          open.add(source);
        }
      }
    }
    return names;
  }

  private static NodeDef node(Map<String, NodeDef> graph, String name) {
    return Objects.requireNonNull(graph.get(name), name);
  }

  private static void requireMade(NodeDef node) {
    if (node.getOp().startsWith("Placeholder")) {
      throw new IllegalStateException("an iteration of a loop is not fed " + node.getName());
    }
  }

  private static boolean isHandle(NodeDef node) {
    return node.getOp().equals("VarHandleOp");
  }

  /** A variable's handle in the loop: of the one variable there is, on the one device it is on. */
  private NodeDef entered(NodeDef handle, String name) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Enter")
        .addInput(handle.getName())
        .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_RESOURCE).build())
        .putAttr("frame_name", bytes(scope))
        .putAttr("is_constant", AttrValue.newBuilder().setB(true).build())
        .putAttr("parallel_iterations", AttrValue.newBuilder().setI(ONE_AT_A_TIME).build())
        .build();
  }

  private static AttrValue bytes(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  private NodeDef copy(NodeDef node, String name, Map<String, String> names) {
    NodeDef.Builder copy = node.toBuilder().setName(name);
    rename(copy, names);
    if (node.getInputCount() == 0) {
      copy.addInput("^" + index);
    }
    return copy.build();
  }

  private static void rename(NodeDef.Builder node, Map<String, String> names) {
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      String source = operation(input);
      node.setInput(i, input.replace(source, names.getOrDefault(source, source)));
    }
  }

  /** The operation of an input: {@code name}, {@code name:output} or {@code ^name}. */
  private static String operation(String input) {
    int from = input.startsWith("^") ? 1 : 0;
    int colon = input.indexOf(':');
    return input.substring(from, colon < 0 ? input.length() : colon);
  }
}
