package dev.gantry.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;

/**
 * Which operations TensorFlow has for GPUs. Its library for GPUs knows its kernels without a GPU,
 * so that this needs none; a library for CPUs has next to none of them.
 */
public final class GpuKernels {
  /** Kernels for any device, which then only pass tensors on, are called DEFAULT. */
  private static final List<String> DEVICES = List.of("GPU", "DEFAULT");

  private final Map<String, KernelList> known = new HashMap<>();

  /** Whether this is TensorFlow's library for GPUs. */
  public static boolean areHere() {
    return new GpuKernels().of("Conv2D").getKernelList().stream().anyMatch(kernel -> onGpu(kernel));
  }

  /** Every operation of a graph and its functions that would run on the CPU. */
  public Stream<NodeDef> withoutKernel(GraphDef graph) {
    return Stream.concat(
            graph.getNodeList().stream(),
            graph.getLibrary().getFunctionList().stream().flatMap(f -> f.getNodeDefList().stream()))
        .filter(node -> !hasKernel(node));
  }

  private boolean hasKernel(NodeDef node) {
    return of(node.getOp()).getKernelList().stream()
        .anyMatch(kernel -> onGpu(kernel) && takes(kernel, node));
  }

  private static boolean onGpu(KernelDef kernel) {
    return DEVICES.contains(kernel.getDeviceType()) && kernel.getLabel().isEmpty();
  }

  private static boolean takes(KernelDef kernel, NodeDef node) {
    return kernel.getConstraintList().stream()
        .allMatch(
            constraint -> {
              AttrValue.ListValue allowed = constraint.getAllowedValues().getList();
              AttrValue given = node.getAttrOrThrow(constraint.getName());
              return allowed.getTypeCount() == 0 || allowed.getTypeList().contains(given.getType());
            });
  }

  private KernelList of(String operation) {
    return known.computeIfAbsent(operation, GpuKernels::ask);
  }

  @SuppressWarnings("try") // the scope frees what is made while it is open
  private static KernelList ask(String operation) {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      var buffer = tensorflow.TF_GetRegisteredKernelsForOp(operation, status);
      status.throwExceptionIfNotOK();
      return KernelList.parseFrom(buffer.copyData());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("TensorFlow's own list of kernels", e);
    }
  }
}
