package dev.gantry.report;

import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The statistics of a run, one JSON object a line. A line counts once its line feed is written: a
 * last line without one was torn by a crash and is read over. For one thread.
 */
public final class StatsLog implements AutoCloseable {
  /** What statistics of earlier versions leave out. */
  private static final Map<String, Object> ADDED =
      Map.of("penalty", 0, "metrics", Map.of(), "metrics_seconds", 0);

  private final Path file;
  private final FileChannel channel;

  private StatsLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens for appending; a torn last line is cut off first.
   *
   * @param file made where it is not there
   */
  public static StatsLog open(Path file) {
    try {
      if (Files.exists(file)) {
        dropTornLine(file);
      }
      return new StatsLog(
          file,
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  private static void dropTornLine(Path file) throws IOException {
    byte[] bytes = BoundedFile.read(file);
    int end = completeLength(bytes);
    if (end < bytes.length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
  }

  /** Bytes up to and with the last line feed. */
  private static int completeLength(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /**
   * Adds a line; when this returns the operating system has it, so a killed process loses none.
   *
   * @throws dev.gantry.error.RunException if it could not be written
   */
  public void append(Stats stats) {
    ByteBuffer line = ByteBuffer.wrap((Json.line(stats) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  /**
   * Drops what was written after a checkpoint, so that a run resumed from it has no line twice. The
   * file is replaced at once; no log may be open on it.
   *
   * @param images lines with more images than this go
   * @throws UserException if a line is damaged
   */
  public static void truncateAfter(Path file, long images) {
    if (!Files.exists(file)) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    for (Stats stats : read(file)) {
      if (stats.images() <= images) {
        kept.append(Json.line(stats)).append('\n');
      }
    }
    byte[] bytes = kept.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(bytes));
  }

  /**
   * Reads every complete line.
   *
   * @throws UserException if the file cannot be read or a line is damaged
   */
  public static List<Stats> read(Path file) {
    List<Stats> all = new ArrayList<>();
    int number = 0;
    for (String line : completeLines(file)) {
      number++;
      all.add(parse(file, number, line));
    }
    return List.copyOf(all);
  }

  /**
   * Reads every number of every complete line, also those of other versions, as curves over
   * thousands of images shown.
   *
   * @return by key, {@code a.b} for b in a; in the order of the first lines that have them
   * @throws UserException if the file cannot be read or a line is damaged
   */
  public static Map<String, Charts.Curve> curves(Path file) {
    Map<String, List<double[]>> points = new LinkedHashMap<>();
    int number = 0;
    for (String line : completeLines(file)) {
      number++;
      Map<String, String> leaves = Json.flatten(line);
      int at = number;
      double kimg = number(leaves.getOrDefault("kimg", "")).orElseThrow(() -> damaged(file, at));
      leaves.forEach(
          (key, text) ->
              number(text)
                  .ifPresent(
                      y ->
                          points
                              .computeIfAbsent(key, k -> new ArrayList<>())
                              .add(new double[] {kimg, y})));
    }
    Map<String, Charts.Curve> curves = new LinkedHashMap<>();
    points.forEach(
        (key, all) ->
            curves.put(
                key,
                new Charts.Curve(
                    key,
                    all.stream().map(point -> point[0]).toList(),
                    all.stream().map(point -> point[1]).toList())));
    return curves;
  }

  private static OptionalDouble number(String text) {
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static List<String> completeLines(Path file) {
    byte[] bytes = BoundedFile.read(file);
    String text = new String(bytes, 0, completeLength(bytes), StandardCharsets.UTF_8);
    return text.lines().toList();
  }

  private static Stats parse(Path file, int number, String line) {
    return Json.read(line, Stats.class, ADDED).orElseThrow(() -> damaged(file, number));
  }

  private static UserException damaged(Path file, int number) {
    return new UserException(
        "line %d of %s is not one JSON object of statistics; delete the line"
            .formatted(number, file));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }
}
