package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads CIFAR-10's binary version: records of one label, 0 to 9, and 3,072 bytes, the red, the
 * green and the blue 32×32 plane.
 *
 * <p>Source: Alex Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
 */
final class CifarReader {
  /** Names beside the binaries, one a line. */
  static final String CLASSES_FILE = "batches.meta.txt";

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final List<String> TRAIN =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final List<String> TEST = List.of("test_batch.bin");
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarReader() {}

  /** Every file of the layout. */
  static List<String> files() {
    List<String> files = new ArrayList<>(TRAIN);
    files.addAll(TEST);
    files.add(CLASSES_FILE);
    return files;
  }

  /** Whether a folder has the binary layout, or a part of it. */
  static boolean isCifar(Path folder) {
    return Files.isRegularFile(folder.resolve(TRAIN.get(0)))
        || Files.isRegularFile(folder.resolve(TEST.get(0)));
  }

  /**
   * Reads the files of a split.
   *
   * @throws UserException if one is missing, or is no whole number of records with labels 0 to 9
   */
  static PackedSource readFolder(Path folder, Split split) {
    List<String> names = split == Split.TRAIN ? TRAIN : TEST;
    List<Path> files = new ArrayList<>();
    for (String name : names) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new UserException(
            "%s has no %s; expected %s; fetch CIFAR-10 again, or choose the other split"
                .formatted(folder, name, String.join(", ", names)));
      }
      files.add(file);
    }
    return read(files, "the CIFAR-10 folder " + folder, classes(folder));
  }

  /** Reads a single file. */
  static PackedSource readFile(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return read(
        List.of(file), "the CIFAR-10 file " + file, folder == null ? CLASSES : classes(folder));
  }

  private static PackedSource read(List<Path> files, String description, List<String> classes) {
    List<byte[]> batches = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    StringBuilder fingerprint = new StringBuilder();
    int count = 0;
    for (Path file : files) {
      byte[] batch = readBatch(file);
      batches.add(batch);
      starts.add(count);
      count += batch.length / RECORD;
      fingerprint.append(Fingerprint.of(file));
    }
    int[] labels = new int[count];
    for (int i = 0; i < files.size(); i++) {
      readLabels(batches.get(i), labels, starts.get(i), files.get(i));
    }
    return new PackedSource(
        new PackedSource.Origin(
            "CIFAR-10 binary", description, Optional.of(fingerprint.toString())),
        count,
        new Labels(labels, classes),
        index -> image(batches, starts, index));
  }

  private static byte[] readBatch(Path file) {
    try {
      long size = Files.size(file);
      long limit = Math.min(Integer.MAX_VALUE - 16, Runtime.getRuntime().maxMemory() / 3);
      if (size == 0 || size % RECORD != 0 || size > limit) {
        throw new UserException(
            "%s is %d bytes; expected a whole number of CIFAR-10 records of %d bytes, at most %d MiB; the file is truncated or of another format: fetch or copy it again"
                .formatted(file, size, RECORD, limit >> 20));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  private static void readLabels(byte[] batch, int[] labels, int start, Path file) {
    for (int i = 0; i < batch.length / RECORD; i++) {
      int label = batch[i * RECORD] & 0xff;
      if (label >= CLASSES.size()) {
        throw new UserException(
            "%s has the label %d in record %d; CIFAR-10's are 0 to 9; the file is damaged or of another format: fetch or copy it again"
                .formatted(file, label, i));
      }
      labels[start + i] = label;
    }
  }

  private static Picture image(List<byte[]> batches, List<Integer> starts, int index) {
    int batch = batches.size() - 1;
    while (starts.get(batch) > index) {
      batch--;
    }
    byte[] records = batches.get(batch);
    int at = (index - starts.get(batch)) * RECORD + 1;
    byte[] pixels = new byte[3 * PLANE];
    for (int i = 0; i < PLANE; i++) {
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] = records[at + c * PLANE + i];
      }
    }
    return new Picture(SIDE, SIDE, 3, pixels);
  }

  private static List<String> classes(Path folder) {
    Path file = folder.resolve(CLASSES_FILE);
    try {
      if (Files.isRegularFile(file) && Files.size(file) < 10_000) {
        List<String> names = Files.readString(file).lines().filter(s -> !s.isBlank()).toList();
        return names.size() == CLASSES.size() ? names : CLASSES;
      }
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
    return CLASSES;
  }
}
