package dev.gantry.sweep;

import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.io.IoFailure;
import dev.gantry.report.BoundedFile;
import dev.gantry.report.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The state of a sweep on disk. Whoever changes it holds a lock of the operating system, which ends
 * with the process that holds it; whoever reads it needs none, since it is replaced at once.
 * Thread-safe.
 */
final class StateFile {
  /** The system's lock is the process's, not the thread's. */
  private static final Object THREADS = new Object();

  private static final Map<String, Object> ADDED = Map.of("slots", Slots.UNKNOWN);

  private final SweepFolder folder;

  StateFile(SweepFolder folder) {
    this.folder = folder;
  }

  SweepState read() {
    SweepState state =
        Json.read(BoundedFile.readText(folder.state()), SweepState.class, ADDED)
            .orElseThrow(
                () ->
                    new UserException(
                        "%s is not the state of a sweep; mend it, or begin another in a new folder"
                            .formatted(folder.state())));
    if (state.format() != SweepState.FORMAT) {
      throw new UserException(
          "%s has format %d, expected %d; use the version of Gantry that wrote it"
              .formatted(folder.state(), state.format(), SweepState.FORMAT));
    }
    return state;
  }

  /** Changes the state, and returns what it is then. */
  SweepState update(UnaryOperator<SweepState> change) {
    return holding(
        () -> {
          SweepState changed = change.apply(read());
          write(changed);
          return changed;
        });
  }

  /** To be called while holding. */
  void write(SweepState state) {
    byte[] json = Json.pretty(state).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.state(), out -> out.write(json));
  }

  /** Works while nobody else changes the state or the leaderboard. */
  <T> T holding(Supplier<T> work) {
    synchronized (THREADS) {
      try (FileChannel channel =
          FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        return work.get();
      } catch (IOException e) {
        throw IoFailure.writing(folder.lock(), e);
      }
    }
  }
}
