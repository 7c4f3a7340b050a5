package dev.gantry.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.evaluate.Figure;
import dev.gantry.io.AtomicFile;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.train.Checkpoint.FileDigest;
import dev.gantry.train.Checkpoint.Manifest;
import dev.gantry.train.Checkpoint.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run. Each is written aside, synced and renamed; older ones go only after
 * the new one stands. A checkpoint is named by the thousands of images it was taken after, with the
 * rest as decimals where there is one, so that names sort by age.
 */
public final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final String BEST = "best.json";
  private static final String NAME = "\\d{6,}(\\.\\d{3})?";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path folder;

  /**
   * The checkpoints under a folder.
   *
   * @param folder made with the first checkpoint
   */
  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Saves a run.
   *
   * @param keep how many of the latest stay
   * @throws RunException if it could not be written; earlier checkpoints stay as they were
   */
  Checkpoint save(TrainingSession session, Counters counters, Origin origin, int keep) {
    Path target = folder.resolve(name(counters.images()));
    if (Files.exists(target)) {
      // Only ever the same state again: a run that was resumed and stopped before its first step.
      return read(target);
    }
    createFolder();
    AtomicFolder.write(target, aside -> write(aside, session, counters, origin));
    prune(keep);
    return read(target);
  }

  private static String name(long images) {
    long rest = images % 1000;
    String kimg = String.format(Locale.ROOT, "%06d", images / 1000);
    return rest == 0 ? kimg : kimg + String.format(Locale.ROOT, ".%03d", rest);
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw IoFailure.writing(folder, e);
    }
  }

  private void write(Path aside, TrainingSession session, Counters counters, Origin origin)
      throws IOException {
    try {
      session.save(aside.resolve(Checkpoint.VARIABLES));
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no other type in common.
      throw new RunException(
          "the checkpoint after %,d images could not be written to %s (%s); free space, then go on from the last one with gantry resume"
              .formatted(counters.images(), folder, firstLine(e)),
          e);
    }
    Files.writeString(aside.resolve(Checkpoint.CONFIG), origin.config());
    Map<String, FileDigest> files = new TreeMap<>();
    try (Stream<Path> written = Files.list(aside)) {
      for (Path file : written.sorted().toList()) {
        files.put(String.valueOf(file.getFileName()), FileDigest.of(file));
      }
    }
    Manifest manifest =
        new Manifest(
            Checkpoint.FORMAT,
            GantryVersion.VERSION,
            counters,
            origin.dataHash(),
            origin.classes(),
            files);
    Files.write(aside.resolve(Checkpoint.MANIFEST), JSON.writeValueAsBytes(manifest));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }

  /**
   * Remembers a checkpoint as the best, which stays whatever comes after it.
   *
   * @param by what it is the best by
   */
  void keepAsBest(Checkpoint checkpoint, Figure by) {
    BestCheckpoint best =
        new BestCheckpoint(name(checkpoint.images()), checkpoint.images(), by.key(), by.value());
    AtomicFile.write(folder.resolve(BEST), out -> out.write(JSON.writeValueAsBytes(best)));
  }

  /**
   * What was best so far; empty where none was marked, or it is gone.
   *
   * @throws UserException if the mark cannot be read
   */
  public Optional<BestCheckpoint> best() {
    Path file = folder.resolve(BEST);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      BestCheckpoint best = JSON.readValue(Files.readAllBytes(file), BestCheckpoint.class);
      return Optional.of(best).filter(b -> Files.isDirectory(folder.resolve(b.checkpoint())));
    } catch (JacksonException e) {
      throw new UserException(
          "%s does not say which checkpoint is the best; delete it".formatted(file), e);
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }

  /**
   * The checkpoint that is the best so far.
   *
   * @throws UserException if there is none, or it is damaged
   */
  public Checkpoint requireBest() {
    BestCheckpoint best =
        best()
            .orElseThrow(
                () ->
                    new UserException(
                        "%s has no best checkpoint; train with metrics.best, or take the latest"
                            .formatted(folder)));
    Checkpoint checkpoint = read(folder.resolve(best.checkpoint()));
    checkpoint.verify();
    return checkpoint;
  }

  private void prune(int keep) {
    Optional<Path> best = best().map(b -> folder.resolve(b.checkpoint()));
    List<Path> all = folders().stream().filter(f -> !best.equals(Optional.of(f))).toList();
    for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
      try {
        AtomicFolder.delete(old);
      } catch (IOException e) {
        log.warn("{} could not be deleted: {}", old, e.toString());
      }
    }
  }

  /** The folders that look like checkpoints, oldest first. */
  private List<Path> folders() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).matches(NAME))
          .sorted(Comparator.comparing(Path::getFileName))
          .toList();
    } catch (IOException e) {
      throw IoFailure.reading(folder, e);
    }
  }

  /** The folder of the newest checkpoint, unread; empty before the first. */
  Optional<Path> newest() {
    List<Path> all = folders();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Every checkpoint that has a readable manifest, oldest first; their files are not checked. */
  public List<Checkpoint> all() {
    return folders().stream().map(Checkpoints::read).toList();
  }

  /**
   * The newest checkpoint whose files are as they were written. Damaged newer ones are passed over
   * with a warning.
   *
   * @throws UserException if there is none
   */
  public Checkpoint latest() {
    List<Path> newestFirst = new ArrayList<>(folders());
    newestFirst.sort(Comparator.comparing(Path::getFileName).reversed());
    UserException reason = null;
    for (Path candidate : newestFirst) {
      try {
        Checkpoint checkpoint = read(candidate);
        checkpoint.verify();
        return checkpoint;
      } catch (UserException e) {
        log.warn("passed over a checkpoint: {}", e.getMessage());
        reason = reason == null ? e : reason;
      }
    }
    if (reason != null) {
      throw new UserException(
          "no checkpoint under %s is whole; the newest: %s".formatted(folder, reason.getMessage()),
          reason);
    }
    throw new UserException(
        "%s has no checkpoint; the run stopped before its first: start it anew with gantry train"
            .formatted(folder));
  }

  private static Checkpoint read(Path folder) {
    Path file = folder.resolve(Checkpoint.MANIFEST);
    try {
      Manifest manifest = JSON.readValue(Files.readAllBytes(file), Manifest.class);
      if (manifest.format() != Checkpoint.FORMAT) {
        throw new UserException(
            "%s has format %d, expected %d; use the version of Gantry that wrote it (%s)"
                .formatted(file, manifest.format(), Checkpoint.FORMAT, manifest.gantry()));
      }
      return new Checkpoint(folder, manifest);
    } catch (JacksonException e) {
      throw new UserException(
          "%s is not the manifest of a checkpoint; resume from another checkpoint".formatted(file),
          e);
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }
}
