package dev.gantry.sweep;

import dev.gantry.config.RunConfigReader;
import dev.gantry.config.Setting;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.io.IoFailure;
import dev.gantry.sweep.SweepState.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A sweep on disk, on which any number of processes work, each with a few trials at a time. What is
 * done stays done: a process that ends in any way, or its machine, costs only what its trials did
 * after their last checkpoints. Thread-safe.
 */
public final class Sweep {
  private static final long LOOK_MILLIS = 200;
  private static final long IDLE_MILLIS = 1000;

  /** A child of the same process group hears of a signal as early as its parent. */
  private static final long SIGNAL_MILLIS = 1000;

  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;

  private final SweepFolder folder;
  private final StateFile file;
  private final Leaderboard leaderboard;

  private Sweep(SweepFolder folder) {
    this.folder = folder;
    this.file = new StateFile(folder);
    this.leaderboard = new Leaderboard(folder);
  }

  /**
   * How one process works on a sweep.
   *
   * @param command starts a trial
   * @param parallel trials at a time
   * @param cores of this machine, which they share in a sweep that does not say how many threads
   *     each has
   * @param host this machine's name, for a person
   * @param lease after which a worker on another machine that says nothing is taken for dead
   */
  public record Worker(
      TrialCommand command, int parallel, int cores, String host, Duration lease) {}

  /** A sweep that was begun. */
  public static Sweep open(Path path) {
    SweepFolder folder = new SweepFolder(path);
    if (!folder.isBegun()) {
      throw new UserException(
          "%s is not the folder of a sweep: it has no %s; give a folder that gantry sweep made"
              .formatted(path, SweepFolder.STATE));
    }
    Sweep sweep = new Sweep(folder);
    sweep.file.read();
    return sweep;
  }

  /**
   * Begins a sweep, or opens the same one where it was begun; of several processes that do so at
   * once one begins it.
   *
   * @param planned before its first trial; its {@link Slots} count only where this call begins it
   * @param config text of the configuration that is varied
   * @throws UserException if the folder holds another sweep, or something else
   */
  public static Sweep beginOrOpen(Path path, SweepState planned, String config) {
    SweepFolder folder = new SweepFolder(path);
    Sweep sweep = new Sweep(folder);
    folder.requireNothingElse();
    createFolders(folder);
    sweep.file.holding(
        () -> {
          if (folder.isBegun()) {
            sweep.requireSame(planned, config);
          } else {
            byte[] text = config.getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(folder.config(), out -> out.write(text));
            sweep.file.write(planned);
          }
          return true;
        });
    return sweep;
  }

  private static void createFolders(SweepFolder folder) {
    try {
      Files.createDirectories(folder.trials());
      Files.createDirectories(folder.claims());
    } catch (FileAlreadyExistsException e) {
      throw new UserException("%s is not a folder; give another path".formatted(e.getFile()), e);
    } catch (IOException e) {
      throw IoFailure.writing(folder.path(), e);
    }
  }

  private void requireSame(SweepState planned, String config) {
    if (!file.read().isSame(planned) || !RunConfigReader.text(folder.config()).equals(config)) {
      throw new UserException(
          "%s holds another sweep; go on with that by gantry sweep --resume %s, or give another folder"
              .formatted(folder, folder));
    }
  }

  /** Where it stands. */
  public SweepFolder folder() {
    return folder;
  }

  /** How it stands. */
  public SweepState state() {
    return file.read();
  }

  /** Lets trials that failed be tried again. */
  public void retryFailed() {
    file.update(SweepState::retried);
  }

  /**
   * Works until nothing is left to do, here or elsewhere.
   *
   * @param stopping tells of a wish to stop: trials are saved and wait
   * @return the state then
   * @throws RunException if the sweep's own files cannot be written; a trial's failure is written
   *     down and is none of the sweep's
   */
  public SweepState run(Worker worker, SweepListener listener, BooleanSupplier stopping) {
    createFolders(folder);
    Work work = new Work(worker, listener, stopping);
    ExecutorService slots = Executors.newFixedThreadPool(worker.parallel(), Work::thread);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int slot = 0; slot < worker.parallel(); slot++) {
        running.add(slots.submit(work::slot));
      }
      work.watch(running);
      return file.holding(() -> leaderboard.write(file.read()));
    } finally {
      slots.shutdownNow();
      awaitEnd(slots);
    }
  }

  private static void awaitEnd(ExecutorService slots) {
    try {
      slots.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What one process does. */
  private final class Work {
    private final Worker worker;
    private final SweepListener listener;
    private final BooleanSupplier stopping;
    private final Claims claims;
    private final Holder self;
    private final Map<Integer, Double> shares = new ConcurrentHashMap<>();
    private final AtomicBoolean failed = new AtomicBoolean();

    Work(Worker worker, SweepListener listener, BooleanSupplier stopping) {
      this.worker = worker;
      this.listener = listener;
      this.stopping = stopping;
      this.self = Holder.here(worker.host());
      this.claims = new Claims(folder.claims(), self, worker.lease());
    }

    private static Thread thread(Runnable work) {
      return new Thread(work, "gantry-sweep");
    }

    private boolean isStopping() {
      return stopping.getAsBoolean() || failed.get() || Thread.currentThread().isInterrupted();
    }

    /** Tells of progress until all slots have ended; passes on what went wrong in one. */
    void watch(List<Future<?>> slots) {
      try {
        while (!slots.stream().allMatch(Future::isDone)) {
          Thread.sleep(IDLE_MILLIS);
          synchronized (listener) {
            listener.moved(new SweepListener.Progress(file.read(), Map.copyOf(shares)));
          }
        }
        for (Future<?> slot : slots) {
          slot.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw rethrown(e.getCause());
      }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
      if (cause instanceof RuntimeException expected) {
        return expected;
      }
      return new IllegalStateException("a slot of the sweep ended", cause);
    }

    /** One trial after another. */
    private void slot() {
      try {
        while (!isStopping()) {
          SweepState state = file.read();
          if (state.isOver()) {
            return;
          }
          if (!next(state)) {
            Thread.sleep(IDLE_MILLIS);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        failed.set(true);
        throw e;
      }
    }

    /** Does the first thing to do that nobody else does; returns whether there was one. */
    private boolean next(SweepState state) throws InterruptedException {
      for (Task task : state.tasks()) {
        Optional<Claims.Claim> claim = claims.take(task);
        if (claim.isPresent()) {
          try {
            // It may have been done between the look at the state and the claim.
            if (file.read().tasks().stream().anyMatch(now -> isSame(now, task))) {
              work(task, claim.get());
            }
          } finally {
            if (!claim.get().isLost()) {
              claim.get().release();
            }
          }
          return true;
        }
      }
      return false;
    }

    private static boolean isSame(Task one, Task other) {
      return one.rung() == other.rung() && one.trial().number() == other.trial().number();
    }

    private void work(Task task, Claims.Claim claim) throws InterruptedException {
      int number = task.trial().number();
      RunResult result = new RunResult(folder.run(number));
      boolean resumed = result.isResumable();
      if (!resumed) {
        result.clear();
      }
      SweepState state = change(number, trial -> trial.running(self.worker()));
      synchronized (listener) {
        listener.began(
            state.trials().get(number), state, state.rungs().get(task.rung()).kimg(), resumed);
      }
      TrialCommand command = command(state, task);
      List<String> words =
          resumed ? command.resume(folder, state, task) : command.train(folder, state, task);
      Optional<Trial> ended;
      try (TrialProcess process =
          TrialProcess.start(words, command.environment(), folder.output(number))) {
        claim.child(process.handle());
        ended =
            await(process, claim, result)
                ? Optional.of(outcome(state, task, process, result))
                : Optional.empty();
      } finally {
        shares.remove(number);
      }
      if (ended.isPresent() && !claim.isLost()) {
        SweepState now = change(number, trial -> ended.get());
        synchronized (listener) {
          listener.ended(ended.get(), now);
        }
      }
    }

    private SweepState change(int number, UnaryOperator<Trial> change) {
      return file.holding(
          () -> {
            SweepState changed = file.read().with(number, change);
            file.write(changed);
            return leaderboard.write(changed);
          });
    }

    /** With the threads that every trial of the sweep has, unless its configuration says others. */
    private TrialCommand command(SweepState state, Task task) {
      if (setsThreads(state, task.trial())) {
        return worker.command();
      }
      List<String> options = new ArrayList<>(worker.command().options());
      options.addAll(List.of("--set", "training.threads=" + threads(state.slots())));
      return new TrialCommand(worker.command().gantry(), options, worker.command().environment());
    }

    private int threads(Slots begun) {
      return begun.threads() == 0
          ? Slots.sharing(worker.parallel(), worker.cores()).threads()
          : begun.threads();
    }

    private boolean setsThreads(SweepState state, Trial trial) {
      List<Setting> settings =
          TrialCommand.settings(state, trial.values()).stream().map(Setting::parse).toList();
      try {
        return RunConfigReader.bind(
                    RunConfigReader.text(folder.config()), folder.config().toString(), settings)
                .training()
                .threads()
            != 0;
      } catch (UserException e) {
        // The trial will say so itself.
        return true;
      }
    }

    /** Waits for the end; returns false if the trial is another worker's meanwhile. */
    private boolean await(TrialProcess process, Claims.Claim claim, RunResult result)
        throws InterruptedException {
      boolean asked = false;
      while (!process.ends(LOOK_MILLIS)) {
        if (!claim.beat()) {
          return false;
        }
        if (isStopping() && !asked) {
          process.stop();
          asked = true;
        }
        shares.put(number(result), result.share());
      }
      return true;
    }

    private int number(RunResult result) {
      return Integer.parseInt(String.valueOf(result.folder().getFileName()));
    }

    private Trial outcome(SweepState state, Task task, TrialProcess process, RunResult result)
        throws InterruptedException {
      Trial trial = state.trials().get(task.trial().number());
      int code = process.exitCode();
      if ((code == INTERRUPTED || code == TERMINATED) && !isStopping()) {
        Thread.sleep(SIGNAL_MILLIS);
      }
      if ((code == INTERRUPTED || code == TERMINATED) && isStopping()) {
        return trial.waitingAgain();
      }
      if (code != 0) {
        return trial.failed(process.reason(), result.course());
      }
      try {
        if (!result.isFinished()) {
          return isStopping()
              ? trial.waitingAgain()
              : trial.failed("it ended before its end", result.course());
        }
        return trial.finished(result.metric(state.goal().metric()), result.course());
      } catch (UserException e) {
        return trial.failed(String.valueOf(e.getMessage()), result.course());
      }
    }
  }
}
