package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.data.ImageSet;
import dev.gantry.report.Stats;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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
    int bytes = config.data().size() * config.data().size() * config.data().channels();
    byte[] pixels = new byte[count * bytes];
    new Random(1).nextBytes(pixels);
    return new Noise(config.data().size(), config.data().channels(), count, pixels);
  }

  private record Noise(int size, int channels, int count, byte[] pixels) implements ImageSet {
    @Override
    public int height() {
      return size;
    }

    @Override
    public int width() {
      return size;
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public void copy(int index, ByteBuffer target) {
      target.put(pixels, index * imageBytes(), imageBytes());
    }

    @Override
    public String hash() {
      return "noise-" + count;
    }
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
