package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.PackOptions.ShardSize;
import dev.gantry.train.FeedBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Packs made-up images of 32×32×3 and reads them for an epoch, and watches time and memory; or
 * decodes folders. {@code scripts/bench-data} runs it and says what it prints.
 */
public final class PackBenchmark {
  private static final ImageDimensions SHAPE = new ImageDimensions(32, 32, 3);
  private static final int CLASSES = 10;
  private static final int BATCH = 128;
  private static final int SAMPLES = 16;

  private PackBenchmark() {}

  /** {@code pack FOLDER COUNT}, {@code read FOLDER}, {@code decode FOLDER SIZE}. */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "pack" -> pack(Path.of(args[1]), Integer.parseInt(args[2]));
      case "read" -> read(Path.of(args[1]));
      case "decode" -> decode(args[1], Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void pack(Path folder, int count) {
    var options =
        new PackOptions(
            new DataConfig("made-up", Split.TRAIN, SHAPE.width(), 3, Resize.AREA, 0),
            ShardSize.DEFAULT,
            OptionalLong.of(1));
    Watch watch = new Watch();
    PackSummary summary =
        ImagePacker.pack(made(count), options, folder, (done, total) -> watch.at(done, total));
    watch.print("pack", summary.images());
  }

  /** Noise over a gradient, each image from a generator of its own; in no file and no memory. */
  private static ImageSource made(int count) {
    int[] labels = IntStream.range(0, count).map(i -> i % CLASSES).toArray();
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return new PackedSource(
        new PackedSource.Origin("made up", "made-up images", Optional.of("made up " + count)),
        count,
        new Labels(labels, classes),
        PackBenchmark::image);
  }

  private static Picture image(int index) {
    SplittableRandom random = new SplittableRandom(index);
    byte[] pixels = new byte[SHAPE.bytes()];
    random.nextBytes(pixels);
    return new Picture(SHAPE.height(), SHAPE.width(), SHAPE.channels(), pixels);
  }

  /** In the order of training. */
  private static void read(Path folder) {
    ShardedImages images = ShardedImages.open(folder);
    Watch watch = new Watch();
    FeedBenchmark.readEpoch(images, BATCH, done -> watch.at(done, images.count()));
    watch.print("read", images.count());
  }

  /** What packing does before it writes. */
  private static void decode(String folder, int size) {
    var preparation = new Preparation(new ImageDimensions(size, size, 3), Resize.AREA);
    try (FolderSource source = FolderSource.open(Path.of(folder), Split.TRAIN)) {
      for (int round = 0; round < 3; round++) {
        Watch watch = new Watch();
        List<UnreadableImage> unreadable =
            ParallelDecoder.decode(
                source,
                source.count(),
                (place, picture) -> preparation.prepare(picture),
                LoadProgress.NONE);
        watch.print("decode", source.count() - unreadable.size());
      }
    }
  }

  /** Time since its making, and the resident memory on the way. */
  private static final class Watch {
    private final long start = System.nanoTime();
    private final List<Long> resident = new ArrayList<>();

    synchronized void at(long done, long total) {
      if (done * SAMPLES >= total * (resident.size() + 1)) {
        resident.add(residentBytes());
      }
    }

    /** A line of JSON. */
    void print(String what, int images) {
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "{\"what\": \"%s\", \"images\": %d, \"seconds\": %.3f, \"resident_mb\": %s}%n",
          what,
          images,
          seconds,
          resident.stream().map(bytes -> bytes >> 20).toList());
    }

    private static long residentBytes() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
            .findFirst()
            .orElse(0);
      } catch (IOException e) {
        return 0; // there is none on other systems
      }
    }
  }
}
