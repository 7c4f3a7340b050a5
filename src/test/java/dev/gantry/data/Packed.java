package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.PackOptions.ShardSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Small packed sets. */
final class Packed {
  static final int SIDE = 5;
  static final ImageDimensions SHAPE = new ImageDimensions(SIDE, SIDE, 3);

  private Packed() {}

  /** Image {@code i} is noise from the seed {@code i}. */
  static byte[] pixels(int index) {
    byte[] pixels = new byte[SHAPE.bytes()];
    new Random(index).nextBytes(pixels);
    return pixels;
  }

  /**
   * Noise.
   *
   * @param label of each image
   */
  static ImageSource source(int count, int classes, IntUnaryOperator label) {
    return new PackedSource(
        new PackedSource.Origin("noise", "noise", Optional.of("noise " + count)),
        count,
        new Labels(
            classes == 0 ? new int[0] : IntStream.range(0, count).map(label).toArray(),
            IntStream.range(0, classes).mapToObj(Integer::toString).toList()),
        index -> new Picture(SIDE, SIDE, 3, pixels(index)));
  }

  static PackOptions options(int shardImages, OptionalLong shuffle) {
    return new PackOptions(
        config("noise"), new ShardSize(ShardSize.Unit.IMAGES, shardImages), shuffle);
  }

  static DataConfig config(String source) {
    return new DataConfig(source, Split.TRAIN, SIDE, 3, Resize.AREA, 0);
  }

  /** 10 images of 3 classes in files of 4, 4 and 2. */
  static Path ten(Path folder) {
    ImagePacker.pack(
        source(10, 3, index -> index % 3),
        options(4, OptionalLong.empty()),
        folder,
        LoadProgress.NONE);
    return folder;
  }

  static ImageSet load(Path folder) {
    return ImageLoader.load(
        config(folder.toString()), DataPaths.of(folder.resolveSibling("cache")), LoadProgress.NONE);
  }

  static List<Path> shards(Path folder, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> folder.resolve("images-%05d-of-%05d.tfrecord".formatted(i, count)))
        .toList();
  }
}
