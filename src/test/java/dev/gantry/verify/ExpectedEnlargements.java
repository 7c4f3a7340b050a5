package dev.gantry.verify;

import dev.gantry.Upscaler;
import dev.gantry.export.UpscalerDirectory;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an upscaler makes of the pictures {@code low}: the {@code level}s of the pictures that
 * {@link Upscaler#upscale} makes, and the {@code image}s of TensorFlow's own Java API, as the
 * façade gives no floats.
 */
final class ExpectedEnlargements {
  private static final int HEIGHT = 9;
  private static final int WIDTH = 11;

  private ExpectedEnlargements() {}

  static Expected of(Path model, int count) {
    UpscalerDirectory directory = UpscalerDirectory.open(model);
    try (Upscaler upscaler = Upscaler.open(model);
        PlainModel plain = PlainModel.load(directory.path())) {
      int channels = upscaler.channels();
      List<BufferedImage> pictures = NoisePictures.of(count, WIDTH, HEIGHT, channels);
      List<BufferedImage> larger = pictures.stream().map(upscaler::upscale).toList();
      Numbers.Floats low = NoisePictures.unit(NoisePictures.levels(pictures, channels));
      Numbers.Floats level = NoisePictures.levels(larger, channels);
      Numbers.Floats image = plain.answers("serving_default", Map.of("low", low)).get("image");
      return new Expected(
          Map.of("low", low, "image", image, "level", level),
          Difference.largest(NoisePictures.unit(level).values(), clipped(image.values())));
    }
  }

  private static float[] clipped(float[] values) {
    float[] clipped = values.clone();
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.min(1, Math.max(0, clipped[i]));
    }
    return clipped;
  }
}
