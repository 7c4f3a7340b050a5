package dev.gantry.cli;

import dev.gantry.error.RunException;
import dev.gantry.train.StopSignal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps the workers of a run going: where one is lost, the others end too, and all are started
 * again. However it ends, no worker is left.
 */
final class WorkerSupervisor {
  private static final int POLL_MILLIS = 50;

  /** For the others to find that one is lost, and say so: the last checkpoint stands already. */
  private static final long LOST_SECONDS = 30;

  /** As long as a signal waits for a run to save. */
  private static final long STOP_SECONDS = 600;

  /** Where another start would end no other way. */
  private static final List<Integer> FINAL =
      List.of(ExitCode.USER, ExitCode.DIVERGED, ExitCode.BUG);

  private final PrintWriter out;
  private final PrintWriter err;
  private final int maxRestarts;
  private final StopSignal stop = new StopSignal();

  /**
   * A supervisor.
   *
   * @param out takes what the chief prints
   * @param err takes what all else is said, each line with its worker
   * @param maxRestarts how often lost workers are started again
   */
  WorkerSupervisor(PrintWriter out, PrintWriter err, int maxRestarts) {
    this.out = out;
    this.err = err;
    this.maxRestarts = maxRestarts;
  }

  /**
   * Runs workers to their end.
   *
   * @param orders what to start, asked for at each start
   * @return the exit code
   */
  int run(Supplier<List<WorkerProcess.Order>> orders) {
    Interruption interruption = Interruption.listen(stop);
    try {
      int restarts = 0;
      while (true) {
        List<WorkerProcess> ended = runOnce(orders.get());
        if (isDone(ended)) {
          return ExitCode.OK;
        }
        for (int code : FINAL) {
          if (ended.stream().anyMatch(worker -> worker.exitCode() == code)) {
            return code;
          }
        }
        if (stop.isRequested()) {
          return ExitCode.RUN; // the JVM itself ends with the signal's code
        }
        restarts++;
        if (restarts > maxRestarts) {
          throw new RunException(
              "%s, after %d restarts; the last checkpoint stands: the same command with --run goes on from it"
                  .formatted(lost(ended), maxRestarts));
        }
        say(
            "%s; starting all again from the last checkpoint (%d of %d)"
                .formatted(lost(ended), restarts, maxRestarts));
      }
    } finally {
      interruption.close();
    }
  }

  /** The chief alone writes: once it is done, there is nothing to lose. */
  private static boolean isDone(List<WorkerProcess> ended) {
    return ended.get(0).exitCode() == ExitCode.OK;
  }

  /** Those that did not just follow another one's end. */
  private static String lost(List<WorkerProcess> ended) {
    List<WorkerProcess> first =
        ended.stream()
            .filter(w -> w.exitCode() != ExitCode.RUN && w.exitCode() != ExitCode.OK)
            .toList();
    return (first.isEmpty() ? ended : first)
        .stream()
            .map(w -> "%s ended with exit code %d".formatted(w.task(), w.exitCode()))
            .collect(Collectors.joining(", "));
  }

  private List<WorkerProcess> runOnce(List<WorkerProcess.Order> orders) {
    List<WorkerProcess> workers = new ArrayList<>();
    try {
      for (WorkerProcess.Order order : orders) {
        workers.add(WorkerProcess.start(order, lines(order)));
      }
      awaitEnd(workers);
    } finally {
      workers.forEach(WorkerProcess::end);
    }
    return workers;
  }

  private WorkerProcess.Lines lines(WorkerProcess.Order order) {
    return new WorkerProcess.Lines(
        line -> {
          if (order.task().index() == 0) {
            synchronized (out) {
              out.println(line);
            }
          }
        },
        line -> say(order.task() + " | " + line));
  }

  private void say(String line) {
    synchronized (err) {
      err.println(line);
    }
  }

  private void awaitEnd(List<WorkerProcess> workers) {
    boolean stopped = false;
    long deadline = Long.MAX_VALUE;
    while (workers.stream().anyMatch(WorkerProcess::isAlive)) {
      if (stop.isRequested() && !stopped) {
        stopped = true;
        workers.forEach(WorkerProcess::stop);
      }
      boolean failed = workers.stream().anyMatch(w -> !w.isAlive() && w.exitCode() != ExitCode.OK);
      if ((failed || stopped) && deadline == Long.MAX_VALUE) {
        deadline =
            System.nanoTime() + TimeUnit.SECONDS.toNanos(stopped ? STOP_SECONDS : LOST_SECONDS);
      }
      if (deadline != Long.MAX_VALUE && System.nanoTime() > deadline) {
        return;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("interrupted while workers ran; the last checkpoint stands", e);
    }
  }
}
