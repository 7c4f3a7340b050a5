package dev.gantry.profile;

import dev.gantry.graph.Winograd;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * What the operations of a graph compute and move, told from their shapes. A multiplication and the
 * addition that follows are two floating-point operations; those that a convolution does on padding
 * count as well, as they do everywhere.
 *
 * @param flops floating-point operations of convolutions and matrix products, by operation
 * @param plainFlops those of convolutions as plain sums, by operation: more where a convolution is
 *     computed in fewer
 * @param bytes of inputs and outputs of every operation, by operation
 */
public record Work(Map<String, Long> flops, Map<String, Long> plainFlops, Map<String, Long> bytes) {
  /** Keeps copies. */
  public Work {
    flops = Map.copyOf(flops);
    plainFlops = Map.copyOf(plainFlops);
    bytes = Map.copyOf(bytes);
  }

  /** Of a graph; what has a shape that is not known counts as nothing. */
  public static Work of(Graph graph) {
    Map<String, Long> flops = new HashMap<>();
    Map<String, Long> plainFlops = new HashMap<>();
    Map<String, Long> bytes = new HashMap<>();
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      bytes.put(operation.name(), bytes(operation));
      long count = flops(operation);
      if (count > 0) {
        flops.put(operation.name(), count);
        plainFlops.put(operation.name(), plainFlops(operation, count));
      }
    }
    return new Work(flops, plainFlops, bytes);
  }

  /** Floating-point operations of an operation, 0 where it is of no kind that counts. */
  public long flops(String operation) {
    return flops.getOrDefault(operation, 0L);
  }

  /** Those of a convolution's plain sums that an operation stands for, 0 where it is of none. */
  public long plainFlops(String operation) {
    return plainFlops.getOrDefault(operation, 0L);
  }

  /** Bytes that an operation reads and writes, 0 where the graph does not have it. */
  public long bytes(String operation) {
    return bytes.getOrDefault(operation, 0L);
  }

  private static long plainFlops(GraphOperation operation, long flops) {
    if (Winograd.isPart(operation.name())) {
      return Winograd.plainFlops(operation.name(), flops);
    }
    return OperationKind.of(operation.type()) == OperationKind.CONVOLUTION ? flops : 0;
  }

  private static long flops(GraphOperation operation) {
    return switch (operation.type()) {
      // The kernel is [height, width, in, out], and every output value takes all but the last.
      case "Conv2D", "_FusedConv2D" ->
          convolution(shape(operation, 1), operation.output(0).shape());
      case "Conv2DBackpropInput" -> convolution(shape(operation, 1), shape(operation, 2));
      case "Conv2DBackpropFilter" -> convolution(operation.output(0).shape(), shape(operation, 2));
      // Multiplier in place of out, which does not add up.
      case "DepthwiseConv2dNative" -> depthwise(shape(operation, 1), operation.output(0).shape());
      case "MatMul", "BatchMatMulV2" -> product(operation);
      default -> 0;
    };
  }

  private static Shape shape(GraphOperation operation, int input) {
    return operation.input(input).shape();
  }

  private static long convolution(Shape kernel, Shape outer) {
    if (unknown(kernel) || unknown(outer)) {
      return 0;
    }
    return 2 * outer.size() * (kernel.size() / kernel.get(3));
  }

  private static long depthwise(Shape kernel, Shape outer) {
    return unknown(kernel) || unknown(outer) ? 0 : 2 * outer.size() * kernel.get(0) * kernel.get(1);
  }

  private static long product(GraphOperation operation) {
    Shape left = shape(operation, 0);
    Shape made = operation.output(0).shape();
    if (unknown(left) || unknown(made)) {
      return 0;
    }
    String flag = operation.type().equals("MatMul") ? "transpose_a" : "adj_x";
    boolean turned = operation.attributes().getAttrBool(flag);
    int last = left.numDimensions() - 1;
    return 2 * made.size() * left.get(turned ? last - 1 : last);
  }

  private static boolean unknown(Shape shape) {
    return shape.isUnknown() || shape.hasUnknownDimension();
  }

  private static long bytes(GraphOperation operation) {
    long sum = 0;
    for (int i = 0; i < operation.numInputs(); i++) {
      sum += bytes((Output<?>) operation.input(i));
    }
    for (int i = 0; i < operation.numOutputs(); i++) {
      sum += bytes(operation.output(i));
    }
    return sum;
  }

  private static long bytes(Output<?> output) {
    Shape shape = output.shape();
    return unknown(shape) ? 0 : shape.size() * size(output.dataType());
  }

  private static long size(DataType type) {
    return switch (type) {
      case DT_DOUBLE, DT_INT64, DT_UINT64 -> 8;
      case DT_FLOAT, DT_INT32, DT_UINT32 -> 4;
      case DT_BFLOAT16, DT_HALF, DT_INT16, DT_UINT16 -> 2;
      case DT_BOOL, DT_INT8, DT_UINT8 -> 1;
      default -> 0; // resources and strings
    };
  }
}
