package dev.gantry.cli;

import dev.gantry.cluster.Task;
import dev.gantry.error.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Gantry in a JVM like this one, whose lines are told on. It ends when this process does. */
final class WorkerProcess {
  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

  private final Task task;
  private final Process process;
  private final List<Thread> readers;

  private WorkerProcess(Task task, Process process, List<Thread> readers) {
    this.task = task;
    this.process = process;
    this.readers = readers;
  }

  /**
   * What a process is started with.
   *
   * @param words of the command, without {@code gantry}
   * @param environment variables beside those of this process
   */
  record Order(Task task, List<String> words, Map<String, String> environment) {}

  /**
   * Where a process's lines go.
   *
   * @param out those of its standard output
   * @param err those of its standard error
   */
  record Lines(Consumer<String> out, Consumer<String> err) {}

  /**
   * Starts a process.
   *
   * @throws RunException if the system starts none
   */
  static WorkerProcess start(Order order, Lines lines) {
    ProcessBuilder builder = new ProcessBuilder(command(order.words()));
    builder.environment().putAll(order.environment());
    // Its lines are told on one by one.
    builder.environment().remove(Workspace.TERMINAL_COLUMNS);
    builder.environment().put(Workspace.PARENT, Long.toString(ProcessHandle.current().pid()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new WorkerProcess(
          order.task(),
          process,
          List.of(
              read(process.getInputStream(), lines.out()),
              read(process.getErrorStream(), lines.err())));
    } catch (IOException e) {
      throw new RunException(
          "%s could not be started: %s; nothing was lost".formatted(order.task(), e.getMessage()),
          e);
    }
  }

  private static List<String> command(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // An agent, such as a debugger's, has a port or a file of its own.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agent") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(words);
    return command;
  }

  private static Thread read(InputStream from, Consumer<String> to) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                lines.lines().forEach(to);
              } catch (IOException | UncheckedIOException e) {
                log.debug("a worker's lines ended", e); // it was ended by force
              }
            },
            "gantry-worker-lines");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  Task task() {
    return task;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** How it ended; 128 and the signal's number where a signal ended it. */
  int exitCode() {
    return process.exitValue();
  }

  /** Asks it to end as it should. By its handle, as the process itself would close its lines. */
  void stop() {
    process.toHandle().destroy();
  }

  /** Ends it, and waits until all its lines are told. */
  void end() {
    process.toHandle().destroyForcibly();
    try {
      process.waitFor();
      for (Thread reader : readers) {
        reader.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
