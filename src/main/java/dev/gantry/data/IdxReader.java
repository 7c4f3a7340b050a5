package dev.gantry.data;

import dev.gantry.error.UserException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX, the format of MNIST: two zero bytes, 0x08 for uint8, the number of dimensions, each
 * dimension as a big-endian int32, the values. Images have dimensions [count, height, width], or
 * [count, height, width, channels]; labels have [count]. Plain or gzip.
 *
 * <p>Source: http://yann.lecun.com/exdb/mnist/, "the IDX file format".
 */
final class IdxReader {
  private static final int UINT8 = 0x08;
  private static final int MAX_SIDE = 16_384;

  private IdxReader() {}

  /** An array of uint8 with its dimensions. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Idx(int[] dimensions, byte[] values) {}

  /** Whether a file's first bytes, after gzip if any, are those of an IDX file. */
  static boolean isIdx(byte[] head) {
    return head.length >= 4 && head[0] == 0 && head[1] == 0 && head[2] != 0 && head[3] <= 8;
  }

  /**
   * Reads an images file, and the labels file beside it if there is one.
   *
   * @param classes names of the classes; empty: their numbers
   * @throws UserException if a header is impossible or does not fit its file
   */
  static PackedSource read(Path images, List<String> classes) {
    Idx pixels = readFile(images);
    Optional<Path> labelsFile = labelsBeside(images);
    Labels labels =
        labelsFile.isEmpty()
            ? Labels.NONE
            : labels(readFile(labelsFile.get()), classes, labelsFile.get().toString());
    var origin =
        new PackedSource.Origin(
            "IDX",
            "the IDX file " + images,
            Optional.of(Fingerprint.of(images) + labelsFile.map(Fingerprint::of).orElse("")));
    return source(pixels, labels, origin);
  }

  /** Reads the digits that are a resource of the jar. */
  static PackedSource embedded(String images, String labels) {
    var origin =
        new PackedSource.Origin("IDX", "the digits that ship with Gantry", Optional.empty());
    return source(readResource(images), labels(readResource(labels), List.of(), labels), origin);
  }

  private static PackedSource source(Idx pixels, Labels labels, PackedSource.Origin origin) {
    int[] dimensions = pixels.dimensions();
    int channels = dimensions.length == 4 ? dimensions[3] : 1;
    checkImages(dimensions, channels, origin.description());
    if (!labels.classes().isEmpty() && labels.values().length != dimensions[0]) {
      throw new UserException(
          "%s has %d images, but %d labels stand beside it; the two files must belong together"
              .formatted(origin.description(), dimensions[0], labels.values().length));
    }
    int height = dimensions[1];
    int width = dimensions[2];
    int bytes = height * width * channels;
    return new PackedSource(
        origin,
        dimensions[0],
        labels,
        i ->
            new Picture(
                height,
                width,
                channels,
                Arrays.copyOfRange(pixels.values(), i * bytes, (i + 1) * bytes)));
  }

  private static void checkImages(int[] dimensions, int channels, String description) {
    if (dimensions.length != 3 && dimensions.length != 4) {
      throw new UserException(
          "%s has %d dimensions; images have 3 (count, height, width) or 4 (and channels); give the file of the images, not of the labels"
              .formatted(description, dimensions.length));
    }
    if (channels != 1 && channels != 3) {
      throw new UserException(
          "%s has %d channels; expected 1 (grey) or 3 (RGB); convert it"
              .formatted(description, channels));
    }
  }

  private static Labels labels(Idx idx, List<String> classes, String name) {
    if (idx.dimensions().length != 1) {
      throw new UserException(
          "%s has %d dimensions; labels have 1; put the labels that belong to the images there, or move it away"
              .formatted(name, idx.dimensions().length));
    }
    int[] values = new int[idx.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = idx.values()[i] & 0xff;
    }
    Labels numbered = Labels.numbered(values);
    return classes.size() < numbered.classes().size() ? numbered : new Labels(values, classes);
  }

  /** {@code train-images-idx3-ubyte.gz} has its labels in {@code train-labels-idx1-ubyte}. */
  private static Optional<Path> labelsBeside(Path images) {
    String name = String.valueOf(images.getFileName());
    if (!name.contains("images")) {
      return Optional.empty();
    }
    String labels =
        name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
    String plain = labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels;
    return List.of(labels, plain, plain + ".gz").stream()
        .map(images::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Idx readFile(Path file) {
    try (InputStream raw = Files.newInputStream(file)) {
      var buffered = new BufferedInputStream(raw, 1 << 16);
      boolean gzip = GzipStreams.isGzip(buffered);
      long known = gzip ? -1 : Files.size(file);
      return read(gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered, known, file.toString());
    } catch (EOFException | ZipException e) {
      throw new UserException(
          "%s is truncated or damaged (%s); expected a whole IDX file; fetch or copy it again"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  private static Idx readResource(String name) {
    try (InputStream in = IdxReader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return read(new GZIPInputStream(in), -1, name);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + name + " is damaged", e);
    }
  }

  /**
   * @param fileBytes length of the whole file, or -1 where it is not known
   */
  private static Idx read(InputStream stream, long fileBytes, String name) throws IOException {
    var in = new DataInputStream(stream);
    int magic = in.readInt();
    int rank = magic & 0xff;
    if (magic >>> 16 != 0 || rank < 1 || rank > 4) {
      throw new UserException(
          "%s starts with 0x%08x; expected 0x00000801 (IDX labels) or 0x00000803 (IDX images); give an IDX file"
              .formatted(name, magic));
    }
    if ((magic >>> 8) != UINT8) {
      throw new UserException(
          "%s has values of type 0x%02x; expected 0x08 (uint8); convert it"
              .formatted(name, magic >>> 8));
    }
    int[] dimensions = new int[rank];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = in.readInt();
    }
    long length = checkedLength(dimensions, name);
    long found = fileBytes < 0 ? length : fileBytes - 4 - 4L * rank;
    byte[] values = found == length ? in.readNBytes((int) length) : new byte[0];
    if (found == length && values.length == length && in.read() < 0) {
      return new Idx(dimensions, values);
    }
    throw new UserException(
        "%s says %s, which is %d bytes, but its body is %s; the file is truncated or its header lies: fetch or copy it again"
            .formatted(
                name,
                Arrays.toString(dimensions),
                length,
                found != length
                    ? found + " bytes"
                    : values.length < length ? values.length + " bytes" : "longer"));
  }

  /** Checks the sizes before memory is taken for them. */
  private static long checkedLength(int[] dimensions, String name) {
    boolean possible = dimensions[0] > 0;
    long length = dimensions[0];
    for (int i = 1; i < dimensions.length; i++) {
      possible &= dimensions[i] > 0 && dimensions[i] <= MAX_SIDE;
      length = possible ? Math.multiplyExact(length, dimensions[i]) : 0;
      possible &= length <= 1L << 40;
    }
    if (!possible) {
      throw new UserException(
          "%s says %s; expected at least one image of 1 to %d pixels a side; the file is damaged: fetch or copy it again"
              .formatted(name, Arrays.toString(dimensions), MAX_SIDE));
    }
    long limit = Math.min(Integer.MAX_VALUE - 16, Runtime.getRuntime().maxMemory() / 3);
    if (length > limit) {
      throw new UserException(
          "%s says %s, which is %d MiB; at most %d MiB can be read with this heap; raise -Xmx, or give a folder of images"
              .formatted(name, Arrays.toString(dimensions), length >> 20, limit >> 20));
    }
    return length;
  }
}
