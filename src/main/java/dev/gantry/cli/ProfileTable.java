package dev.gantry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.profile.KindTime;
import dev.gantry.profile.OperationRun;
import dev.gantry.profile.StepProfile;
import java.util.Locale;

/** Where the time of an iteration went, for people and for programs. */
final class ProfileTable {
  private static final int SLOWEST = 10;

  private ProfileTable() {}

  /** Several lines, each with its end. */
  static String of(StepProfile profile) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "an iteration: %.1f ms, of which no operation ran in %.1f %%; %.2f GFLOP, which take %.1f"
            + " ms at the least; %.2f GB read and written",
        profile.nanos() / 1e6,
        100 * profile.idleShare(),
        profile.flops() / 1e9,
        1e3 * profile.leastSeconds(),
        profile.bytes() / 1e9);
    line(
        text,
        "attainable here: %.0f GFLOP/s (one large convolution), %.1f GB/s (a sum of large arrays)",
        profile.attainable().flopsPerSecond() / 1e9,
        profile.attainable().bytesPerSecond() / 1e9);
    line(
        text,
        "%n%-18s %5s %9s %7s %8s %8s %9s %11s",
        "kind",
        "runs",
        "busy ms",
        "share",
        "GB",
        "GFLOP",
        "GFLOP/s",
        "attainable");
    profile.kinds().forEach(kind -> kind(text, kind, profile));
    line(
        text,
        "%nconvolutions as plain sums: %.2f GFLOP, at %.0f %% of attainable",
        profile.plainFlops() / 1e9,
        100 * profile.convolutionRate());
    line(text, "%nslowest operations (they overlap):");
    for (OperationRun run : profile.slowest(SLOWEST)) {
      line(text, "%9.2f ms  %s %s %s", run.nanos() / 1e6, run.type(), run.name(), run.output());
    }
    return text.toString();
  }

  private static void kind(StringBuilder text, KindTime time, StepProfile profile) {
    line(
        text,
        "%-18s %5d %9.2f %5.1f %% %8.3f %8.2f %s",
        time.kind().title(),
        time.runs(),
        time.busyNanos() / 1e6,
        100.0 * time.busyNanos() / profile.nanos(),
        time.bytes() / 1e9,
        time.flops() / 1e9,
        time.flops() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "%9.0f %9.0f %%",
                time.flopsPerSecond() / 1e9,
                100 * time.flopsPerSecond() / profile.attainable().flopsPerSecond()));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  /** Adds the same to what a program reads. */
  static void put(ObjectNode node, StepProfile profile) {
    node.put("ms", profile.nanos() / 1e6);
    node.put("gflop", profile.flops() / 1e9);
    node.put("plain_convolution_gflop", profile.plainFlops() / 1e9);
    node.put("gigabytes", profile.bytes() / 1e9);
    node.put("idle_share", profile.idleShare());
    node.put("convolution_share", profile.convolutionShare());
    node.put("convolution_rate", profile.convolutionRate());
    node.put("attainable_gflops", profile.attainable().flopsPerSecond() / 1e9);
    node.put("attainable_gigabytes_per_second", profile.attainable().bytesPerSecond() / 1e9);
    ObjectNode kinds = node.putObject("kinds");
    for (KindTime time : profile.kinds()) {
      ObjectNode kind = kinds.putObject(time.kind().name().toLowerCase(Locale.ROOT));
      kind.put("runs", time.runs());
      kind.put("busy_ms", time.busyNanos() / 1e6);
      kind.put("kernel_ms", time.kernelNanos() / 1e6);
      kind.put("gflop", time.flops() / 1e9);
      kind.put("gigabytes", time.bytes() / 1e9);
    }
  }
}
