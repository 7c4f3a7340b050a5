package dev.gantry.dedup;

import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;
import dev.gantry.error.DivergedException;
import dev.gantry.nn.Seeds;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds near-duplicates (Radford et al. 2015, section 4.1): a denoising autoencoder is trained on
 * the images, its code against a threshold is a hash, and images are grouped by it in linear time.
 *
 * <p>Equal hashes alone would find too few: an image that was shifted by a pixel has another. So an
 * image is looked for by its hash and those of itself shifted by a pixel; of the kept images that
 * have an eighth of one in common the nearest are compared with it, and it belongs to the one that
 * it is correlated with most, if enough, at the best shift of up to two pixels. Each eighth leads
 * to a bounded number of images, so the time grows with the images and not with their square.
 *
 * @param steps of the autoencoder's training
 * @param batch images in one step
 * @param learningRate Adam's at the start; it falls along a line to 0
 * @param dropout share of an image's values that the autoencoder does not see in training
 * @param correlation from which on two images are near-duplicates
 * @param seed every random draw derives from it
 */
public record Deduplication(
    int steps, int batch, double learningRate, double dropout, double correlation, long seed) {
  /** Checks every component. */
  public Deduplication {
    Check.range("steps", steps, 1, 10_000_000);
    Check.range("batch", batch, 1, 65_536);
    Check.positive("learning-rate", learningRate);
    Check.range("dropout", dropout, 0, 0.95);
    Check.range("correlation", correlation, 0.5, 1);
  }

  /** A thousand steps on batches of 128. */
  public static Deduplication defaults() {
    return new Deduplication(1000, 128, 0.001, 0.5, 0.97, 1);
  }

  /** Hears of the work, on its thread. */
  public interface Progress {
    /** Ignores it. */
    Progress NONE =
        new Progress() {
          @Override
          public void trained(long images, long total) {}

          @Override
          public void compared(long images, long total) {}
        };

    /** After a step of the autoencoder. */
    void trained(long images, long total);

    /** After some images found their group, or none. */
    void compared(long images, long total);
  }

  /**
   * Groups the images that have near-duplicates.
   *
   * @param images 32 × 32 in RGB
   * @return by the index of the image that is kept; none where no two images are alike
   * @throws IllegalArgumentException if the images are of another shape
   * @throws DivergedException if the autoencoder's loss is no number
   */
  public List<DuplicateGroup> find(ImageSet images, Progress progress) {
    Check.that(
        images.height() == Autoencoder.SIDE
            && images.width() == Autoencoder.SIDE
            && images.channels() == Autoencoder.CHANNELS,
        "near-duplicates are found among images of 32 x 32 in RGB");
    try (AutoencoderSession session = new AutoencoderSession(images, this)) {
      train(session, images.count(), progress);
      return new Grouping(images, session, correlation).groups(progress);
    }
  }

  private void train(AutoencoderSession session, int count, Progress progress) {
    SplittableRandom random = new SplittableRandom(Seeds.derive(seed, "batches"));
    for (int step = 0; step < steps; step++) {
      int[] indices = random.ints(batch, 0, count).toArray();
      double loss = session.step(indices, step, learningRate * (1 - step / (double) steps));
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            "the autoencoder's loss is not finite after %d steps; give a lower --learning-rate"
                .formatted(step));
      }
      progress.trained((step + 1L) * batch, (long) steps * batch);
    }
  }
}
