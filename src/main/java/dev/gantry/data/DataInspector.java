package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.DataSummary.SizeCount;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Decodes all of a source to say what it holds. Good for one source. */
public final class DataInspector {
  private static final int GRID_SIDE = 8;
  private static final int THUMBNAIL = 64;

  private final ImageSource source;
  private final int stride;
  private final Preparation thumbnails =
      new Preparation(new ImageDimensions(THUMBNAIL, THUMBNAIL, 3), Resize.AREA);

  private final Map<Size, AtomicInteger> sizes = new ConcurrentHashMap<>();
  private final AtomicInteger grey = new AtomicInteger();
  private final Map<Integer, byte[]> grid = new ConcurrentHashMap<>();

  private record Size(int width, int height) {}

  private DataInspector(ImageSource source) {
    this.source = source;
    this.stride = Math.max(1, source.count() / (GRID_SIDE * GRID_SIDE));
  }

  /**
   * Inspects a source.
   *
   * @param source a name or a path, as in {@link DataConfig#source}
   * @param progress hears of decoded images
   * @throws dev.gantry.error.UserException if the source does not exist or is damaged as a whole
   */
  public static DataSummary inspect(
      String source, Split split, DataPaths paths, LoadProgress progress) {
    try (ImageSource found = new SourceFinder(paths, split).find(source)) {
      return new DataInspector(found).inspect(progress);
    }
  }

  private DataSummary inspect(LoadProgress progress) {
    List<UnreadableImage> unreadable =
        ParallelDecoder.decode(source, source.count(), this::note, progress);
    return new DataSummary(
        source.description(),
        source.kind(),
        source.count(),
        sizeCounts(),
        grey.get(),
        classCounts(),
        unreadable,
        source.otherFiles(),
        drawGrid());
  }

  private void note(int index, Picture picture) {
    sizes
        .computeIfAbsent(new Size(picture.width(), picture.height()), size -> new AtomicInteger())
        .incrementAndGet();
    if (picture.channels() == 1) {
      grey.incrementAndGet();
    }
    if (index % stride == 0 && index / stride < GRID_SIDE * GRID_SIDE) {
      grid.put(index / stride, thumbnails.prepare(picture));
    }
  }

  private List<SizeCount> sizeCounts() {
    return sizes.entrySet().stream()
        .map(e -> new SizeCount(e.getKey().width(), e.getKey().height(), e.getValue().get()))
        .sorted(
            Comparator.comparingInt(SizeCount::images)
                .reversed()
                .thenComparing(SizeCount::width)
                .thenComparing(SizeCount::height))
        .toList();
  }

  private Map<String, Integer> classCounts() {
    int[] counts = new int[source.classes().size()];
    for (int i = 0; i < source.count() && counts.length > 0; i++) {
      counts[source.label(i)]++;
    }
    Map<String, Integer> classes = new LinkedHashMap<>();
    for (int label = 0; label < counts.length; label++) {
      classes.put(source.classes().get(label), counts[label]);
    }
    return classes;
  }

  private BufferedImage drawGrid() {
    int cells = Math.min(GRID_SIDE * GRID_SIDE, source.count());
    int columns = Math.min(GRID_SIDE, cells);
    int rows = (cells + columns - 1) / columns;
    var image =
        new BufferedImage(columns * THUMBNAIL, rows * THUMBNAIL, BufferedImage.TYPE_INT_RGB);
    grid.forEach(
        (cell, rgb) -> draw(image, rgb, cell % columns * THUMBNAIL, cell / columns * THUMBNAIL));
    return image;
  }

  private static void draw(BufferedImage image, byte[] rgb, int left, int top) {
    for (int i = 0; i < THUMBNAIL * THUMBNAIL; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[3 * i + 1] & 0xff;
      int blue = rgb[3 * i + 2] & 0xff;
      image.setRGB(left + i % THUMBNAIL, top + i / THUMBNAIL, red << 16 | green << 8 | blue);
    }
  }
}
