package dev.gantry.data;

import dev.gantry.error.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A packed set as a source: training reads its shards as they are. */
final class ShardedSource implements ImageSource {
  private final ShardedImages images;

  private ShardedSource(ShardedImages images) {
    this.images = images;
  }

  /**
   * Opens a packed set.
   *
   * @throws UserException if it is of another split, or damaged
   */
  static ShardedSource open(Path folder, DataConfig.Split split) {
    ShardedImages images = ShardedImages.open(folder);
    if (images.index().split() != split) {
      throw new UserException(
          "%s was packed from the split %s; data.split is %s; change it, or pack that split too"
              .formatted(folder, lower(images.index().split()), lower(split)));
    }
    return new ShardedSource(images);
  }

  private static String lower(DataConfig.Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The images as a configuration wants them.
   *
   * @throws UserException if they were packed in another shape, or some are to be left out
   */
  ShardedImages images(DataConfig config) {
    ImageDimensions wanted = ImageDimensions.of(config);
    if (!wanted.equals(images.index().shape())) {
      throw new UserException(
          "%s is packed as %s images; data.size and data.channels ask for %s; set them to %d and %d, or pack the images again with --size %d --channels %d"
              .formatted(
                  images.folder(),
                  images.index().shape(),
                  wanted,
                  images.height(),
                  images.channels(),
                  config.size(),
                  config.channels()));
    }
    if (!config.exclude().isEmpty()) {
      throw new UserException(
          "data.exclude is %s, and %s is packed, which is read as it is; remove the key, and leave the images out by gantry data pack --exclude"
              .formatted(config.exclude(), images.folder()));
    }
    return config.limit() == 0 ? images : images.first(config.limit());
  }

  @Override
  public String description() {
    return "the packed set " + images.folder();
  }

  @Override
  public String kind() {
    return "packed images";
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public List<String> classes() {
    return images.classes();
  }

  @Override
  public int label(int index) {
    try {
      return images.label(index);
    } catch (UserException e) {
      return 0; // Whoever reads the image is told.
    }
  }

  @Override
  public String name(int index) {
    return images.name(index);
  }

  @Override
  public int otherFiles() {
    return 0;
  }

  @Override
  public Optional<String> fingerprint() {
    return Optional.of(images.hash());
  }

  @Override
  public String identity() {
    return images.hash();
  }

  @Override
  public void visit(int[] indices, Visitor visitor) throws InterruptedException {
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      visitor.visit(i, images.imageBytes(), decoder -> picture(index));
    }
  }

  private Picture picture(int index) throws UnreadableImageException {
    ByteBuffer pixels = ByteBuffer.allocate(images.imageBytes());
    try {
      images.copy(index, pixels);
    } catch (UserException e) {
      throw new UnreadableImageException(String.valueOf(e.getMessage()), e);
    }
    return new Picture(images.height(), images.width(), images.channels(), pixels.array());
  }
}
