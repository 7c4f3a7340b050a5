package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.ExclusionList.Exclusions;
import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the images of a configuration: found by name or path, decoded once on all cores, brought to
 * one shape, and kept in a cache file that the next run maps.
 */
public final class ImageLoader {
  /** Of a set's images, no more than this share may be unreadable. */
  static final double MAX_UNREADABLE = 0.1;

  private static final Logger LOGGER = LoggerFactory.getLogger(ImageLoader.class);

  private ImageLoader() {}

  /**
   * What loading came to.
   *
   * @param unreadable places in the source; empty also where a cache file does not say which
   */
  private record Loaded(ImageSet images, BitSet unreadable) {}

  /**
   * Loads a set of {@code config.size()} × {@code config.size()} × {@code config.channels()}
   * images. Unreadable ones are left out with a warning. One image is enough for a set; whoever
   * draws batches checks that there are as many as they need.
   *
   * <p>A packed set is neither decoded nor kept in memory: its images are read from its shards as
   * they are needed.
   *
   * <p>The set maps its cache file: truncating that file while the set is used is an error of
   * whoever does it, removing it is not.
   *
   * <p>Progressive JPEGs open a TensorFlow session. If it is the first of the process, TensorFlow
   * has one intra-op thread a core from then on, whatever later sessions ask for, unless {@code
   * TF_OVERRIDE_GLOBAL_THREADPOOL} is set.
   *
   * @param progress hears of decoded images; of none where the cache has them
   * @throws UserException if the source does not exist or is damaged, if more than a tenth of its
   *     images cannot be read, or if the list of {@code config.exclude()} is none for it
   * @throws dev.gantry.error.RunException if the disk fills up or the thread is interrupted
   */
  public static ImageSet load(DataConfig config, DataPaths paths, LoadProgress progress) {
    return load(config, paths, classes -> {}, progress);
  }

  /**
   * Loads a set of images if its classes will do.
   *
   * @param classes hears their names, index = label, before any image is decoded; throws if they
   *     will not do
   * @see #load(DataConfig, DataPaths, LoadProgress)
   */
  public static ImageSet load(
      DataConfig config, DataPaths paths, Consumer<List<String>> classes, LoadProgress progress) {
    try (ImageSource source = new SourceFinder(paths, config.split()).find(config.source())) {
      classes.accept(source.classes());
      return load(source, config, paths, progress, false).images();
    }
  }

  /** Loads the same set with the names of its images. */
  public static SourceImages loadNamed(DataConfig config, DataPaths paths, LoadProgress progress) {
    Check.that(config.exclude().isEmpty(), "exclude is set; names are those of all images");
    try (ImageSource source = new SourceFinder(paths, config.split()).find(config.source())) {
      Loaded loaded = load(source, config, paths, progress, true);
      return new SourceImages(loaded.images(), source, source.identity(), loaded.unreadable());
    }
  }

  /**
   * Whether a source has a part to test on, besides the one to train on.
   *
   * @param source as in {@link DataConfig}
   * @throws UserException if it does not exist or is damaged
   */
  public static boolean hasTestPart(String source, DataPaths paths) {
    List<String> trained = identity(source, paths, Split.TRAIN);
    try {
      return !identity(source, paths, Split.TEST).equals(trained);
    } catch (UserException e) {
      LOGGER.debug("{} has no part to test on", source, e);
      return false;
    }
  }

  /** What differs between two parts; a source without parts gives the same images for both. */
  private static List<String> identity(String name, DataPaths paths, Split split) {
    try (ImageSource source = new SourceFinder(paths, split).find(name)) {
      return List.of(source.description(), source.fingerprint().orElse(""), source.name(0));
    }
  }

  /**
   * The shape of a source's first image as it is stored.
   *
   * @throws UserException if the source does not exist or is damaged, or if this image cannot be
   *     read
   */
  public static ImageDimensions firstShape(DataConfig config, DataPaths paths) {
    try (ImageSource source = new SourceFinder(paths, config.split()).find(config.source())) {
      List<ImageDimensions> shapes = new ArrayList<>();
      List<UnreadableImage> unreadable =
          ParallelDecoder.decode(
              source,
              1,
              (index, picture) ->
                  shapes.add(
                      new ImageDimensions(picture.height(), picture.width(), picture.channels())),
              LoadProgress.NONE);
      checkReadable(source, 1, unreadable);
      return shapes.get(0);
    }
  }

  /**
   * @param placed whether it must be known which images could not be read
   */
  private static Loaded load(
      ImageSource source,
      DataConfig config,
      DataPaths paths,
      LoadProgress progress,
      boolean placed) {
    if (source instanceof ShardedSource packed) {
      return new Loaded(packed.images(config), new BitSet());
    }
    Exclusions exclusions = ExclusionList.read(config.exclude(), source);
    Optional<Path> cache =
        source.fingerprint().map(fingerprint -> cacheFile(config, paths, fingerprint, exclusions));
    Optional<CacheFile.Opened> opened =
        cache.flatMap(CacheFile::open).filter(file -> !placed || file.skipped() == 0);
    if (opened.isPresent()) {
      LOGGER.debug("{} comes from {}", source.description(), cache.get());
      int excluded = exclusions.below(opened.get().images().count() + opened.get().skipped());
      warn(source, opened.get().skipped() - excluded);
      return new Loaded(opened.get().images(), new BitSet());
    }
    return decode(source, config, cache, exclusions, progress);
  }

  private static Path cacheFile(
      DataConfig config, DataPaths paths, String fingerprint, Exclusions exclusions) {
    String key =
        "%d %s %d %d %s %d %s\n%s"
            .formatted(
                CacheFile.VERSION,
                config.split(),
                config.size(),
                config.channels(),
                config.resize(),
                config.limit(),
                exclusions.hash(),
                fingerprint);
    return paths.decoded().resolve(Fingerprint.hex(key).substring(0, 32) + ".images");
  }

  private static Loaded decode(
      ImageSource source,
      DataConfig config,
      Optional<Path> cache,
      Exclusions exclusions,
      LoadProgress progress) {
    int count = config.limit() == 0 ? source.count() : Math.min(config.limit(), source.count());
    ImageDimensions shape = ImageDimensions.of(config);
    var preparation = new Preparation(shape, config.resize());
    try (PixelStore store = store(cache, shape, count)) {
      List<UnreadableImage> unreadable =
          ParallelDecoder.decode(
              source,
              count,
              (index, picture) -> store.write(index, preparation.prepare(picture)),
              progress);
      checkReadable(source, count, unreadable);
      BitSet lacking = places(unreadable);
      BitSet leftOut = (BitSet) lacking.clone();
      leftOut.or(exclusions.images().get(0, count));
      checkLeft(source, config, count, leftOut);
      warn(source, leftOut.cardinality() - exclusions.below(count));
      return new Loaded(store.finishWithout(leftOut, count, labels(source, count)), lacking);
    }
  }

  private static BitSet places(List<UnreadableImage> images) {
    BitSet places = new BitSet();
    images.forEach(image -> places.set(image.index()));
    return places;
  }

  private static void checkLeft(ImageSource source, DataConfig config, int count, BitSet leftOut) {
    if (leftOut.cardinality() == count) {
      throw new UserException(
          "data.exclude (%s) leaves none of the %d images of %s; give another list"
              .formatted(config.exclude(), count, source.description()));
    }
  }

  private static PixelStore store(Optional<Path> cache, ImageDimensions shape, int count) {
    if (cache.isPresent()) {
      try {
        return CacheFileWriter.create(cache.get(), shape, count);
      } catch (IOException e) {
        LOGGER.warn(
            "Decoded images stay in memory, since {} cannot keep them: {}",
            cache.get().getParent(),
            Unreadable.oneLine(e));
      }
    }
    return new HeapStore(shape, count);
  }

  static void checkReadable(ImageSource source, int count, List<UnreadableImage> unreadable) {
    if (unreadable.size() == count || unreadable.size() > count * MAX_UNREADABLE) {
      UnreadableImage first = unreadable.get(0);
      throw new UserException(
          "%d of %d images of %s cannot be read (the first is %s: %s); at most a tenth may be; \"gantry data inspect\" lists them: repair or remove them"
              .formatted(
                  unreadable.size(), count, source.description(), first.name(), first.reason()));
    }
  }

  private static void warn(ImageSource source, int skipped) {
    if (skipped > 0) {
      LOGGER.warn(
          "{} images of {} cannot be read and are left out; \"gantry data inspect\" lists them",
          skipped,
          source.description());
    }
  }

  private static Labels labels(ImageSource source, int count) {
    if (source.classes().isEmpty()) {
      return Labels.NONE;
    }
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = source.label(i);
    }
    return new Labels(values, source.classes());
  }
}
