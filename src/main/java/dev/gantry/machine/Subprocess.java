package dev.gantry.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs that are asked something. */
public final class Subprocess {
  private static final int MAX_OUTPUT = 1 << 20;

  private Subprocess() {}

  /**
   * What a program prints on both streams, and what it ended with.
   *
   * @param exitCode 128 and more for a signal; -1 where it was stopped for taking too long
   * @param output the first MiB
   */
  public record Ended(int exitCode, String output) {}

  /** What a program prints; empty where it is not there, fails or takes too long. */
  public static Optional<String> output(List<String> command, Duration patience) {
    try {
      Ended ended = run(new ProcessBuilder(command), patience);
      return ended.exitCode() == 0 ? Optional.of(ended.output()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Runs a program to its end. */
  public static Ended run(ProcessBuilder builder, Duration patience) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    StringBuilder output = new StringBuilder();
    Thread reader = new Thread(() -> read(process.getInputStream(), output), "subprocess");
    reader.setDaemon(true);
    reader.start();
    try {
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
      reader.join(1000);
      synchronized (output) {
        return new Ended(ended ? process.exitValue() : -1, output.toString());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Ended(-1, "");
    }
  }

  /** To the end, so that the program never waits for a reader. */
  private static void read(InputStream in, StringBuilder output) {
    byte[] buffer = new byte[8192];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (output) {
          if (output.length() < MAX_OUTPUT) {
            output.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException e) {
      // The program was stopped; what it said until then counts.
      return;
    }
  }
}
