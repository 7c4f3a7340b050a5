package dev.gantry.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.StepStats;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What ran when in an iteration.
 *
 * @param runs in the order in which they started; several at a time
 */
public record Timeline(List<OperationRun> runs) {
  private static final long NANOS_A_MICRO = 1_000;

  /** Keeps a copy. */
  public Timeline {
    runs = List.copyOf(runs);
  }

  /** From what TensorFlow brings back of runs with {@code FULL_TRACE}, one after another. */
  public static Timeline of(List<StepStats> stats) {
    List<DeviceStepStats> devices =
        stats.stream().flatMap(run -> run.getDevStatsList().stream()).toList();
    long origin =
        devices.stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .mapToLong(Timeline::started)
            .min()
            .orElse(0);
    List<OperationRun> runs = new ArrayList<>();
    for (DeviceStepStats device : devices) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        runs.add(run(node, device.getDevice(), origin));
      }
    }
    runs.sort(Comparator.comparingLong(OperationRun::startNanos));
    return new Timeline(runs);
  }

  private static OperationRun run(NodeExecStats node, String device, long origin) {
    long start = started(node);
    long relative = node.getOpEndRelNanos() - node.getOpStartRelNanos();
    long nanos =
        relative != 0
            ? relative
            : (node.getOpEndRelMicros() - node.getOpStartRelMicros()) * NANOS_A_MICRO;
    return new OperationRun(
        node.getNodeName(),
        type(node),
        output(node),
        device,
        start - origin,
        start - origin + nanos);
  }

  private static long started(NodeExecStats node) {
    return node.getAllStartNanos() != 0
        ? node.getAllStartNanos() + node.getOpStartRelNanos()
        : (node.getAllStartMicros() + node.getOpStartRelMicros()) * NANOS_A_MICRO;
  }

  /** The label is {@code NAME = TYPE(INPUTS)}, or that with a number of bytes before it. */
  private static String type(NodeExecStats node) {
    String label = node.getTimelineLabel();
    int equals = label.indexOf(" = ");
    int inputs = label.indexOf('(', Math.max(equals, 0));
    return equals < 0 || inputs < 0 ? label : label.substring(equals + 3, inputs);
  }

  private static String output(NodeExecStats node) {
    if (node.getOutputCount() == 0) {
      return "";
    }
    TensorShapeProto shape = node.getOutput(0).getTensorDescription().getShape();
    return shape.getDimList().stream()
        .map(dimension -> Long.toString(dimension.getSize()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** From the start of the first to the end of the last. */
  public long spanNanos() {
    return runs.stream().mapToLong(OperationRun::endNanos).max().orElse(0);
  }

  /** Time in which at least one of these ran. */
  public long busyNanos(Predicate<OperationRun> which) {
    long busy = 0;
    long until = 0;
    for (OperationRun run : runs) {
      if (which.test(run) && run.endNanos() > until) {
        busy += run.endNanos() - Math.max(run.startNanos(), until);
        until = run.endNanos();
      }
    }
    return busy;
  }
}
