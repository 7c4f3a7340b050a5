package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command line in a JVM of its own, which may be killed. */
final class GantryProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path err;

  private GantryProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param wrapper words before those that start the JVM, which run them
   * @param jvm options of the JVM
   */
  static GantryProcess start(Gantry gantry, List<String> wrapper, List<String> jvm, String... args)
      throws IOException {
    List<String> words = new ArrayList<>(wrapper);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Djava.awt.headless=true");
    words.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    // Starts faster, and writes no file of its own.
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-XX:-UsePerfData");
    words.addAll(jvm);
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(Main.class.getName());
    words.addAll(List.of(gantry.paths(args)));
    Path err = Files.createTempFile(gantry.path(""), "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("GANTRY_CACHE", gantry.path("cache").toString());
    return new GantryProcess(
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err.toFile()).start(),
        err);
  }

  static GantryProcess start(Gantry gantry, String... args) throws IOException {
    return start(gantry, List.of(), List.of(), args);
  }

  /** Waits for something that the process does. */
  void await(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("still alive; it said: %s", err()).isTrue();
      assertThat(System.nanoTime()).as("time in nanoseconds").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /** Sends a signal by its name, as a terminal or a scheduler does. */
  void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  int exitCode() throws Exception {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("ended; it said: %s", err())
        .isTrue();
    return process.exitValue();
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
