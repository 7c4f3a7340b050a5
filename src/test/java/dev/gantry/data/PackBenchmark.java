package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.PackOptions.ShardSize;
import dev.gantry.train.FeedBenchmark;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Packs made-up images of 32×32×3 and reads them for an epoch, and watches time and memory; or
 * decodes folders. {@code scripts/bench-data} runs it; each measurement is a line of JSON.
 */
public final class PackBenchmark {
  private static final ImageDimensions SHAPE = new ImageDimensions(32, 32, 3);
  private static final int CLASSES = 10;
  private static final int BATCH = 128;
  private static final int SAMPLES = 16;
  private static final int DRAWN = 256;
  private static final int ROUNDS = 3;

  private PackBenchmark() {}

  /**
   * {@code pack FOLDER COUNT}, {@code read FOLDER}, {@code draw FOLDER COUNT FORMAT}, {@code decode
   * FOLDER SIZE}, {@code jdk FOLDER}.
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "pack" -> pack(Path.of(args[1]), Integer.parseInt(args[2]));
      case "read" -> read(Path.of(args[1]));
      case "draw" -> draw(Path.of(args[1]), Integer.parseInt(args[2]), args[3]);
      case "jdk" -> jdk(Path.of(args[1]));
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

  /** Smooth shapes with some noise, which compress about as photographs do. */
  private static void draw(Path folder, int count, String format) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(DRAWN, DRAWN, BufferedImage.TYPE_3BYTE_BGR);
      SplittableRandom random = new SplittableRandom(i);
      double phase = random.nextDouble();
      for (int y = 0; y < DRAWN; y++) {
        for (int x = 0; x < DRAWN; x++) {
          double wave = Math.sin(x * 0.05 + 6 * phase) * Math.cos(y * 0.04 + phase);
          int grey = (int) (110 + 90 * wave);
          int noise = random.nextInt() & 0x0f0f0f;
          image.setRGB(x, y, (grey << 16 | grey << 8 | grey) + noise);
        }
      }
      ImageIO.write(image, format, folder.resolve(i + "." + format).toFile());
    }
  }

  /** What packing does before it writes. */
  private static void decode(String folder, int size) {
    var preparation = new Preparation(new ImageDimensions(size, size, 3), Resize.AREA);
    try (FolderSource source = FolderSource.open(Path.of(folder), Split.TRAIN)) {
      for (int round = 0; round < ROUNDS; round++) {
        Watch watch = new Watch();
        List<UnreadableImage> unreadable =
            ParallelDecoder.decode(
                source,
                source.count(),
                (place, picture) -> preparation.prepare(picture),
                LoadProgress.NONE);
        watch.print("gantry", source.count() - unreadable.size());
      }
    }
  }

  /** As a program does that has nothing but the JDK, on as many threads as there are cores. */
  private static void jdk(Path folder) throws Exception {
    ImageIO.setUseCache(false);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    int threads = Runtime.getRuntime().availableProcessors();
    for (int round = 0; round < ROUNDS; round++) {
      Watch watch = new Watch();
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      AtomicInteger next = new AtomicInteger();
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(
            pool.submit(
                () -> {
                  for (int at = next.getAndIncrement();
                      at < files.size();
                      at = next.getAndIncrement()) {
                    var bytes = new ByteArrayInputStream(Files.readAllBytes(files.get(at)));
                    ImageIO.read(bytes).getRaster().getDataBuffer();
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      pool.shutdown();
      watch.print("jdk", files.size());
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
