package dev.gantry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.cli.Contest.Contestant;
import dev.gantry.cli.Contest.Side;
import dev.gantry.config.RunConfig;
import dev.gantry.nn.Precision;
import dev.gantry.train.Benchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Gantry beside PyTorch, in the ways that a person would try: either precision, either layout of
 * memory, and on a GPU compiled.
 *
 * @param script that does the same work
 * @param python an interpreter that has PyTorch
 * @param folder of the programs
 * @param steps timed in each run
 */
record PeerContest(PeerScript script, String python, Path folder, int steps) {
  /** Of ours: those that PyTorch has runs in. */
  static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.BFLOAT16);

  /**
   * Those who compete.
   *
   * @param ours the configuration in each precision
   * @param gpu whether ours ran there
   * @param progress hears the milliseconds of each run
   */
  List<Contestant> contestants(
      Map<Precision, RunConfig> ours, boolean gpu, DoubleConsumer progress) {
    List<Contestant> contestants = new ArrayList<>();
    ours.forEach(
        (precision, config) ->
            contestants.add(
                new Contestant(
                    "Gantry " + told(precision),
                    Side.GANTRY,
                    precision,
                    () -> heard(progress, Benchmark.run(config, steps, i -> {}).millisPerStep()))));
    contestants.add(torch("float32", Precision.FLOAT32, gpu, progress));
    contestants.add(
        torch("float32, channels last", Precision.FLOAT32, gpu, progress, "--channels-last"));
    contestants.add(
        torch(
            "bfloat16, channels last",
            Precision.BFLOAT16,
            gpu,
            progress,
            "--channels-last",
            "--amp"));
    if (gpu) {
      contestants.add(
          torch(
              "bfloat16, channels last, compiled",
              Precision.BFLOAT16,
              true,
              progress,
              "--channels-last",
              "--amp",
              "--compile"));
    }
    return contestants;
  }

  private Contestant torch(
      String name, Precision precision, boolean gpu, DoubleConsumer progress, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--steps", Integer.toString(steps)));
    arguments.addAll(List.of("--device", gpu ? "cuda" : "cpu"));
    return new Contestant(
        "PyTorch " + name,
        Side.PYTORCH,
        precision,
        () -> {
          JsonNode figures = script.run(python, folder, arguments);
          return heard(progress, figures.path("ms_per_step").doubleValue());
        });
  }

  private static double heard(DoubleConsumer progress, double millis) {
    progress.accept(millis);
    return millis;
  }

  private static String told(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
