package dev.gantry.cli;

import dev.gantry.cluster.Network;
import dev.gantry.cluster.ScalingModel;
import dev.gantry.train.ReplicaBenchmark;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints what training with others costs, measured here and expected elsewhere. */
record ScalingTable(PrintWriter out) {
  private static final List<Integer> MACHINES = List.of(2, 4, 8, 16, 32, 64);

  void print(ReplicaBenchmark measured) {
    int count = measured.replica().count();
    line(
        "%d workers here: %.1f images/s, %.2f ms an iteration, %.2f ms of it computing",
        count,
        measured.imagesPerStep() / measured.stepSeconds(),
        1e3 * measured.stepSeconds(),
        1e3 * measured.computeSeconds());
    for (ReplicaBenchmark.Exchange exchange : measured.exchanges()) {
      line(
          "all-reduce of %,d bytes: %.2f ms, %,.1f MB/s sent by each worker",
          exchange.bytes(),
          1e3 * exchange.seconds(),
          2.0 * (count - 1) / count * exchange.bytes() / exchange.seconds() / 1e6);
    }
    line("all-reduce of 4 bytes: %.2f ms", 1e3 * measured.smallest().seconds());
    ScalingModel model = ScalingModel.of(measured);
    line("");
    line(
        "expected efficiency with %d images a machine (compute / (compute + ring all-reduces)):",
        measured.imagesPerStep() / count);
    StringBuilder head = new StringBuilder("machines");
    Network.common()
        .forEach(network -> head.append(String.format(Locale.ROOT, "%10s", network.name())));
    line("%s", head);
    for (int machines : MACHINES) {
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%8d", machines));
      for (Network network : Network.common()) {
        row.append(
            String.format(Locale.ROOT, "%8.1f %%", 100 * model.efficiency(machines, network)));
      }
      line("%s", row);
    }
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
