package dev.gantry.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the time of one training iteration went.
 *
 * @param nanos of the iteration, as its caller saw it
 * @param timeline of its operations
 * @param work of its graph
 * @param attainable by the device, in the same precision
 */
public record StepProfile(long nanos, Timeline timeline, Work work, Attainable attainable) {
  /** By kind, the one that takes longest first; kinds that did not run are left out. */
  public List<KindTime> kinds() {
    List<KindTime> kinds = new ArrayList<>();
    for (OperationKind kind : OperationKind.values()) {
      KindTime time = time(kind);
      if (time.runs() > 0) {
        kinds.add(time);
      }
    }
    kinds.sort(Comparator.comparingLong(KindTime::busyNanos).reversed());
    return kinds;
  }

  /** What one kind took; zeros where it did not run. */
  public KindTime time(OperationKind kind) {
    List<OperationRun> runs = timeline.runs().stream().filter(run -> run.kind() == kind).toList();
    return new KindTime(
        kind,
        runs.size(),
        runs.stream().mapToLong(OperationRun::nanos).sum(),
        timeline.busyNanos(run -> run.kind() == kind),
        runs.stream().mapToLong(run -> work.flops(run.name())).sum(),
        runs.stream().mapToLong(run -> work.bytes(run.name())).sum());
  }

  /** Floating-point operations of the iteration. */
  public long flops() {
    return timeline.runs().stream().mapToLong(run -> work.flops(run.name())).sum();
  }

  /** Bytes that the operations of the iteration read and wrote, caches aside. */
  public long bytes() {
    return timeline.runs().stream().mapToLong(run -> work.bytes(run.name())).sum();
  }

  /** The least time that its floating-point operations can take here. */
  public double leastSeconds() {
    return flops() / attainable.flopsPerSecond();
  }

  /** Share of the iteration in which convolutions ran, 0 to 1. */
  public double convolutionShare() {
    return (double) time(OperationKind.CONVOLUTION).busyNanos() / nanos;
  }

  /**
   * How near the convolutions come to what is attainable by plain sums; other operations share
   * cores. More than 1 where enough of them are computed in fewer operations.
   */
  public double convolutionRate() {
    double seconds = time(OperationKind.CONVOLUTION).busyNanos() / 1e9;
    return seconds == 0 ? 0 : plainFlops() / seconds / attainable.flopsPerSecond();
  }

  /** Floating-point operations of the iteration's convolutions as plain sums. */
  public long plainFlops() {
    return timeline.runs().stream().mapToLong(run -> work.plainFlops(run.name())).sum();
  }

  /** Share of the iteration in which no operation ran: Java, feeding, scheduling. */
  public double idleShare() {
    return 1 - (double) timeline.busyNanos(run -> true) / nanos;
  }

  /** The operations that took longest, longest first. */
  public List<OperationRun> slowest(int count) {
    return timeline.runs().stream()
        .sorted(Comparator.comparingLong(OperationRun::nanos).reversed())
        .limit(count)
        .toList();
  }
}
