package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.evaluate.Samples;
import dev.gantry.model.Latents;
import dev.gantry.nn.Seeds;
import java.util.List;

/** Images that the generator makes in the midst of its training, of the classes of the reals. */
record TrainingSamples(RunConfig config, ImageSet reals, TrainingSession session)
    implements Samples {
  @Override
  public String name() {
    return config.name();
  }

  @Override
  public ImageDimensions shape() {
    return new ImageDimensions(reals.height(), reals.width(), reals.channels());
  }

  @Override
  public int count() {
    return config.metrics().samples();
  }

  @Override
  public List<String> classes() {
    return config.conditioning().usesLabels() ? reals.classes() : List.of();
  }

  @Override
  public Batch batch(int first, int size) {
    long seed = Seeds.derive(config.seed(), "metrics") + first;
    int[] labels = Samples.labelsLike(reals, seed, size);
    float[] images = session.sample(Latents.normal(seed, size, config.model().latent()), labels);
    byte[] levels = new byte[images.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) level(images[i]);
    }
    return new Batch(levels, classes().isEmpty() ? new int[0] : labels);
  }

  /** From [-1, 1] to the nearest of 256 levels, as exported models have it. */
  private static int level(float value) {
    return Math.max(0, Math.min(255, (int) ((value + 1) / 2 * 255 + 0.5f)));
  }
}
