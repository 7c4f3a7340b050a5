package dev.gantry.sweep;

import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a sweep, and where in it each file stands. Only paths.
 *
 * @param path the folder itself
 */
public record SweepFolder(Path path) {
  static final String STATE = "sweep.json";

  /** Whether a sweep was begun in it. */
  public boolean isBegun() {
    return Files.isRegularFile(state());
  }

  /**
   * Checks that nothing else would be written over.
   *
   * @throws UserException if there is
   */
  void requireNothingElse() {
    if (isBegun() || !Files.isDirectory(path)) {
      return;
    }
    try (Stream<Path> entries = Files.list(path)) {
      // What a sweep that is begun at this moment by another worker has.
      Set<String> own = Set.of("trials", "claims", ".lock", "config.yaml", ".config.yaml.part");
      boolean foreign =
          entries.anyMatch(entry -> !own.contains(String.valueOf(entry.getFileName())));
      if (foreign && !isBegun()) {
        throw new UserException(
            "%s holds something else than a sweep; give a new folder".formatted(path));
      }
    } catch (IOException e) {
      throw IoFailure.reading(path, e);
    }
  }

  /** {@code sweep.json}, a {@link SweepState}. */
  public Path state() {
    return path.resolve(STATE);
  }

  /** {@code config.yaml}: what the trials are varied from. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** {@code leaderboard.csv}. */
  public Path table() {
    return path.resolve("leaderboard.csv");
  }

  /** {@code leaderboard.html}. */
  public Path page() {
    return path.resolve("leaderboard.html");
  }

  /** The run's folder of a trial. */
  public Path run(int trial) {
    return trials().resolve(digits(trial));
  }

  /** What a trial's processes said, one after another. */
  Path output(int trial) {
    return trials().resolve(digits(trial) + ".txt");
  }

  Path trials() {
    return path.resolve("trials");
  }

  Path claims() {
    return path.resolve("claims");
  }

  /** Held by whoever changes the state. */
  Path lock() {
    return path.resolve(".lock");
  }

  static String digits(int trial) {
    return String.format(Locale.ROOT, "%05d", trial);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
