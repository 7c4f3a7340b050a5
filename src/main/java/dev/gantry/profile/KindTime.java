package dev.gantry.profile;

/**
 * What the operations of one kind took in a run.
 *
 * @param kind which
 * @param runs how many operations
 * @param kernelNanos sum over operations, which overlap
 * @param busyNanos time in which at least one of them ran, beside whatever else
 * @param flops that they computed
 * @param bytes that they read and wrote
 */
public record KindTime(
    OperationKind kind, long runs, long kernelNanos, long busyNanos, long flops, long bytes) {

  /** Floating-point operations a second, over the time in which at least one of them ran. */
  public double flopsPerSecond() {
    return busyNanos == 0 ? 0 : flops / (busyNanos / 1e9);
  }
}
