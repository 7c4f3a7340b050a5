package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.report.Stats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A run of milliseconds: 8×8 grey pictures of noise, networks of two channels. */
final class TinyRun {
  private static final String YAML =
      """
      name: tiny
      seed: 7
      data: {size: 8, channels: 1}
      model:
        latent: 4
        generator: {type: dcgan, width: 2}
        discriminator: {type: dcgan, width: 2}
      average: {half-life-kimg: 0.05}
      training: {kimg: 0.08, batch: 4, device: cpu}
      report: {tick-kimg: 0.02, picture-kimg: 0.04, grid-rows: 2, grid-columns: 2}
      checkpoint: {every-kimg: 0.04, keep: 2}
      """;

  private TinyRun() {}

  static RunConfig config(String... settings) {
    return RunConfigReader.parse(YAML, "tiny.yaml", List.of(settings));
  }

  static ImageSet images(RunConfig config, int count) {
    int size = config.data().size();
    ImageDimensions dimensions = new ImageDimensions(size, size, config.data().channels());
    byte[] pixels = new byte[count * dimensions.bytes()];
    new Random(1).nextBytes(pixels);
    int classes = config.conditioning().classes();
    return ImageSet.of(
        dimensions,
        pixels,
        IntStream.range(0, count).map(i -> i % classes).toArray(),
        IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  /** Remembers what it hears. */
  static final class Memory implements TrainingListener {
    final List<Long> ticks = new ArrayList<>();
    final List<Long> pictures = new ArrayList<>();
    final List<Long> saved = new ArrayList<>();

    @Override
    public void ticked(Stats stats) {
      ticks.add(stats.images());
    }

    @Override
    public void pictured(Pictures made) {
      pictures.add(made.images());
    }

    @Override
    public void saved(Path folder, long images) {
      saved.add(images);
    }
  }
}
