package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageReader;
import dev.gantry.data.ImageSet;
import dev.gantry.data.ShuffleWindow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The last images of a set, on which a generator that enlarges images is tried and never trained:
 * an eighth of them, at most 256.
 */
final class HeldOut {
  private static final int MOST = 256;
  private static final int SHARE = 8;

  private HeldOut() {}

  /** How many there are; 0 for generators that make images from latents. */
  static int count(RunConfig config, ImageSet images) {
    return config.generator().enlarges().isPresent()
        ? Math.min(MOST, (images.count() + SHARE - 1) / SHARE)
        : 0;
  }

  /** All the others: what is trained on. */
  static ImageSet others(RunConfig config, ImageSet images) {
    int held = count(config, images);
    return held == 0 ? images : new First(images, images.count() - held);
  }

  /** The first images of a set. */
  private record First(ImageSet all, int count) implements ImageSet {
    @Override
    public int height() {
      return all.height();
    }

    @Override
    public int width() {
      return all.width();
    }

    @Override
    public int channels() {
      return all.channels();
    }

    @Override
    public List<String> classes() {
      return all.classes();
    }

    @Override
    public int label(int index) {
      return all.label(index);
    }

    @Override
    public void copy(int index, ByteBuffer target) {
      all.copy(index, target);
    }

    @Override
    public String hash() {
      return all.hash();
    }

    @Override
    public Optional<ShuffleWindow> window() {
      return all.window();
    }

    @Override
    public ImageReader reader() {
      return all.reader();
    }
  }
}
