package dev.gantry.sweep;

import dev.gantry.error.RunException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that trains one trial, apart from all others and from the sweep. For one thread. */
final class TrialProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrialProcess.class);
  private static final String FAILURE = "gantry: ";
  private static final long LAST_WORDS_MILLIS = 5000;

  /** What a process ends with beyond 128 is the number of a signal. */
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          130, "stopped by an interrupt (INT)",
          134, "the process crashed (ABRT)",
          135, "the process crashed (BUS)",
          136, "the process crashed (FPE)",
          137, "killed (KILL), as the system does where memory runs out",
          139, "the process crashed (SEGV)",
          143, "stopped by a signal (TERM)");

  private final Process process;
  private final Path output;
  private final Thread listener;
  private volatile String failure = "";

  private TrialProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
    this.listener = new Thread(this::listen, "gantry-trial-" + process.pid());
    listener.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param output takes what it says, after what is there
   */
  static TrialProcess start(List<String> words, Map<String, String> environment, Path output) {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    // Of a terminal that it does not write to; the environment given says what is to be there.
    builder.environment().keySet().removeIf(name -> name.startsWith("GANTRY_TERMINAL"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      TrialProcess trial = new TrialProcess(process, output);
      trial.listener.start();
      return trial;
    } catch (IOException e) {
      throw new RunException(
          "a process for a trial could not be started (%s); free memory or processes, then go on"
              .formatted(e.getMessage()),
          e);
    }
  }

  private void listen() {
    try (BufferedReader lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        BufferedWriter file =
            Files.newBufferedWriter(output, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        if (line.startsWith(FAILURE)) {
          failure = line.substring(FAILURE.length());
        }
      }
    } catch (IOException e) {
      log.warn("what a trial says is lost: {}", e.toString());
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether it ended within so many milliseconds. */
  boolean ends(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Asks it to save and end. */
  void stop() {
    process.destroy();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Why it failed, in a line. */
  String reason() throws InterruptedException {
    listener.join(LAST_WORDS_MILLIS);
    int code = process.exitValue();
    if (!failure.isEmpty() && code < 128) {
      return failure;
    }
    return "%s; see %s"
        .formatted(
            SIGNALS.getOrDefault(code, "the process ended with exit code " + code),
            output.getFileName());
  }

  /** Nothing is left running. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
