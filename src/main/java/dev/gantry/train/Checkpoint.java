package dev.gantry.train;

import dev.gantry.error.UserException;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A saved run: {@code checkpoints/000400/} has every variable ({@code variables.*}, TensorFlow's
 * tensor bundle), {@code config.yaml}, and {@code checkpoint.json}, which is this without the
 * folder.
 *
 * @param folder where it is
 * @param manifest what it holds
 */
public record Checkpoint(Path folder, Manifest manifest) {
  static final int FORMAT = 1;
  static final String MANIFEST = "checkpoint.json";
  static final String CONFIG = "config.yaml";
  static final String VARIABLES = "variables";

  /**
   * What a checkpoint holds.
   *
   * @param format version of this layout
   * @param gantry version of Gantry that wrote it
   * @param counters how far the run was
   * @param dataHash hash of the images that it was trained on
   * @param classes names of their classes, index = label; empty where they have none, and in
   *     checkpoints of before there were any
   * @param files of each file of the folder but this one, its size and digest
   */
  record Manifest(
      int format,
      String gantry,
      Counters counters,
      String dataHash,
      List<String> classes,
      Map<String, FileDigest> files) {
    Manifest {
      // What the file leaves out arrives as null.
      classes = classes == null ? List.of() : List.copyOf(classes);
      files = Map.copyOf(files);
    }
  }

  /**
   * What a run's checkpoints have in common.
   *
   * @param config the run's configuration as YAML
   * @param dataHash hash of the images that it is trained on
   * @param classes names of their classes, index = label; empty where they have none
   */
  record Origin(String config, String dataHash, List<String> classes) {
    Origin {
      classes = List.copyOf(classes);
    }
  }

  /**
   * What a file is checked by.
   *
   * @param bytes its length
   * @param sha256 in hexadecimal
   */
  record FileDigest(long bytes, String sha256) {
    static FileDigest of(Path file) throws IOException {
      return new FileDigest(Files.size(file), Sha256.of(file));
    }
  }

  /** Prefix of the files that hold the variables. */
  Path variables() {
    return folder.resolve(VARIABLES);
  }

  /** Iterations done. */
  public long step() {
    return manifest.counters().step();
  }

  /** Real images shown. */
  public long images() {
    return manifest.counters().images();
  }

  /** Names of the classes of the images, index = label; empty where none are known. */
  public List<String> classes() {
    return manifest.classes();
  }

  /**
   * Compares every file with what the manifest says of it.
   *
   * @throws UserException that names the first file that is not as it was written
   */
  void verify() {
    manifest.files().forEach(this::verify);
  }

  /**
   * Checks that these are the images that the run was trained on.
   *
   * @throws UserException if they are others
   */
  void requireImages(String source, String hash) {
    if (!manifest.dataHash().equals(hash)) {
      throw new UserException(
          "data.source %s has other images than the run was trained on (hash %.12s…, expected %.12s…); bring those back, or start a new run"
              .formatted(source, hash, manifest.dataHash()));
    }
  }

  private void verify(String name, FileDigest expected) {
    Path file = folder.resolve(name);
    FileDigest found;
    try {
      found = FileDigest.of(file);
    } catch (IOException e) {
      throw new UserException(
          "%s is missing or unreadable; resume from another checkpoint".formatted(file), e);
    }
    if (!found.equals(expected)) {
      throw new UserException(
          "%s is damaged: %,d bytes with SHA-256 %.12s…, expected %,d with %.12s…; resume from another checkpoint"
              .formatted(file, found.bytes(), found.sha256(), expected.bytes(), expected.sha256()));
    }
  }
}
