package dev.gantry.sweep;

import dev.gantry.io.AtomicFile;
import dev.gantry.io.IoFailure;
import dev.gantry.report.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Who works on which trial, by files that only one process can create. A claim is a file {@code
 * TRIAL-RUNG.GENERATION}; of several generations the last one holds. A worker that says nothing for
 * the length of a lease, measured by the clock of whoever waits, loses its trial to the next
 * generation; on the same machine its death is seen at once. Thread-safe.
 */
final class Claims {
  private static final long ORPHAN_SECONDS = 30;

  private final Path folder;
  private final Holder self;
  private final Duration lease;
  private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

  Claims(Path folder, Holder self, Duration lease) {
    this.folder = folder;
    this.self = self;
    this.lease = lease;
  }

  /** What a claim said, and since when. */
  private record Seen(String text, long nanos) {}

  /** Takes a trial, unless another worker that lives has it. */
  Optional<Claim> take(SweepState.Task task) {
    String name = SweepFolder.digits(task.trial().number()) + "-" + task.rung();
    List<Path> earlier = generations(name);
    int next = 0;
    if (!earlier.isEmpty()) {
      Path last = earlier.get(earlier.size() - 1);
      if (!isFree(last)) {
        return Optional.empty();
      }
      next = generation(last) + 1;
    }
    Path file = folder.resolve("%s.%06d".formatted(name, next));
    try {
      Files.writeString(file, Json.pretty(self), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
    for (Path old : earlier) {
      endOrphan(old);
      delete(old);
    }
    return Optional.of(new Claim(name, file));
  }

  private List<Path> generations(String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches(name + "\\.\\d+"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw IoFailure.reading(folder, e);
    }
  }

  private static int generation(Path file) {
    String name = String.valueOf(file.getFileName());
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }

  private boolean isFree(Path claim) {
    String text = text(claim);
    if (Json.read(text, Holder.class).map(holder -> holder.isDead(self)).orElse(false)) {
      return true;
    }
    Seen before = seen.get(claim);
    if (before == null || !before.text().equals(text)) {
      seen.put(claim, new Seen(text, System.nanoTime()));
      return false;
    }
    return System.nanoTime() - before.nanos() > lease.toNanos();
  }

  private static String text(Path claim) {
    try {
      return Files.readString(claim);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw IoFailure.reading(claim, e);
    }
  }

  /** Two processes must not train one run: the one that is left saves and goes. */
  private void endOrphan(Path claim) {
    Json.read(text(claim), Holder.class)
        .flatMap(holder -> holder.orphan(self))
        .ifPresent(Claims::end);
  }

  private static void end(ProcessHandle orphan) {
    orphan.destroy();
    try {
      orphan.onExit().get(ORPHAN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException | CompletionException e) {
      orphan.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  /** A trial that this process works on. For one thread. */
  final class Claim {
    private final String name;
    private final Path file;
    private Holder holder = self;
    private long lastNanos = System.nanoTime();

    private Claim(String name, Path file) {
      this.name = name;
      this.file = file;
    }

    /** Tells who trains, so that it can be found where this process is killed. */
    void child(ProcessHandle process) {
      holder = holder.withChild(process);
      write();
    }

    /**
     * Says that this process lives, a few times a lease.
     *
     * @return false if another worker took this one for dead and has the trial now
     */
    boolean beat() {
      if (System.nanoTime() - lastNanos <= lease.toNanos() / 4) {
        return true;
      }
      if (isLost()) {
        return false;
      }
      holder = holder.next();
      write();
      return true;
    }

    private void write() {
      byte[] json = Json.pretty(holder).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(file, out -> out.write(json));
      lastNanos = System.nanoTime();
    }

    /** Whether another worker took this one for dead and has the trial now. */
    boolean isLost() {
      List<Path> all = generations(name);
      return all.isEmpty() || !all.get(all.size() - 1).equals(file);
    }

    void release() {
      delete(file);
    }
  }
}
