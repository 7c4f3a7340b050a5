package dev.gantry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command line in this process, on a run of a second in a folder of the test's. */
final class Gantry {
  /** 25 iterations on 64 digits of 8 × 8 pixels; on one thread, so that its bits are the same. */
  static final String TINY =
      """
      name: tiny
      seed: 7
      data: {source: mnist-5k, size: 8, channels: 1, limit: 64}
      model:
        latent: 4
        generator: {type: dcgan, width: 2}
        discriminator: {type: dcgan, width: 2}
      average: {half-life-kimg: 0.05}
      training: {kimg: 0.1, batch: 4, device: cpu, threads: 1}
      report: {tick-kimg: 0.02, picture-kimg: 0.1, grid-rows: 2, grid-columns: 2}
      checkpoint: {every-kimg: 0.04, keep: 2}
      """;

  private final Path folder;

  Gantry(Path folder) {
    this.folder = folder;
    try {
      Files.writeString(folder.resolve("tiny.yaml"), TINY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command left on the two streams, and its exit code. */
  record Result(int exitCode, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Runs a command; {@code @name} stands for a path in the folder. */
  Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Map<String, String> environment =
        Map.of("GANTRY_CACHE", path("cache").toString(), "HOSTNAME", "here");
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), environment, paths(args));
    return new Result(exitCode, out.toString(), err.toString());
  }

  String[] paths(String... args) {
    return List.of(args).stream()
        .map(arg -> arg.startsWith("@") ? path(arg.substring(1)).toString() : arg)
        .toArray(String[]::new);
  }

  /** Trains {@code @tiny.yaml} in a folder of that name, without an export. */
  Result train(String run, String... more) {
    return run(
        Stream.concat(
                List.of("train", "@tiny.yaml", "--run", "@" + run, "--no-export").stream(),
                List.of(more).stream())
            .toArray(String[]::new));
  }
}
