package dev.gantry.profile;

import dev.gantry.graph.Winograd;

/**
 * One operation, run once.
 *
 * @param name of the operation in its graph
 * @param type such as {@code Conv2D}, as the device ran it: oneDNN's kernels have names of their
 *     own
 * @param output shape of the first output, such as {@code [128, 8, 8, 64]}; empty where none was
 *     told
 * @param device such as {@code /job:localhost/replica:0/task:0/device:CPU:0}
 * @param startNanos when its kernel started, from the start of the timeline
 * @param endNanos when its kernel returned, from the start of the timeline
 */
public record OperationRun(
    String name, String type, String output, String device, long startNanos, long endNanos) {

  /** How long its kernel took. */
  public long nanos() {
    return endNanos - startNanos;
  }

  /** What kind of work it is. */
  public OperationKind kind() {
    return Winograd.isPart(name) ? OperationKind.CONVOLUTION : OperationKind.of(type);
  }
}
