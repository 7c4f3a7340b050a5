package dev.gantry.verify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.Generator;
import dev.gantry.Upscaler;
import dev.gantry.export.ModelDirectory;
import dev.gantry.export.ModelKind;
import dev.gantry.export.UpscalerDirectory;
import dev.gantry.model.Latents;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Writes what Gantry makes of an export, for the programs in {@code scripts/verify} to compare
 * with: {@code ExpectedImages MODEL FILE.json}.
 *
 * <p>A generator's file has the latents {@code z}, the {@code label}s where there are classes, and
 * the {@code image}s that {@link Generator#decodeArray} makes. An upscaler's has the pictures
 * {@code low}, the {@code level}s of the pictures that {@link Upscaler#upscale} makes, and the
 * {@code image}s that TensorFlow's own Java API makes, as the façade gives no floats. In both,
 * {@code plain} is the largest difference between Gantry and that API, both in [0, 1].
 */
public final class ExpectedImages {
  private static final int COUNT = 4;
  private static final int HEIGHT = 9;
  private static final int WIDTH = 11;

  private ExpectedImages() {}

  public static void main(String[] args) throws IOException {
    Path model = Path.of(args[0]);
    ObjectNode expected =
        ModelKind.of(model) == ModelKind.UPSCALER ? enlarged(model) : generated(model);
    Files.writeString(Path.of(args[1]), expected + "\n");
  }

  /** What a generator makes of the latents of the first seeds. */
  private static ObjectNode generated(Path model) {
    ModelDirectory directory = ModelDirectory.open(model);
    try (Generator generator = Generator.open(model);
        PlainModel plain = PlainModel.load(directory.path())) {
      int latent = generator.latentSize();
      float[] z = Latents.normal(0, COUNT, latent);
      ObjectNode expected = JsonNodeFactory.instance.objectNode();
      expected.set("z", JsonArrays.of(z, COUNT, latent));
      Map<String, PlainModel.Input> inputs = new LinkedHashMap<>();
      inputs.put("z", PlainModel.Input.floats(z, COUNT, latent));
      int classes = generator.labels().size();
      if (classes > 0) {
        long[] label = IntStream.range(0, COUNT).mapToLong(i -> i % classes).toArray();
        inputs.put("label", PlainModel.Input.longs(label));
        for (long each : label) {
          expected.withArray("label").add(each);
        }
      }
      float[] image = generator.decodeArray(rows(z, latent));
      expected.set(
          "image",
          JsonArrays.of(
              image, COUNT, generator.imageHeight(), generator.imageWidth(), generator.channels()));
      return expected.put("plain", Difference.largest(image, plain.image(inputs)));
    }
  }

  /** What an upscaler makes of noise. */
  private static ObjectNode enlarged(Path model) {
    UpscalerDirectory directory = UpscalerDirectory.open(model);
    try (Upscaler upscaler = Upscaler.open(model);
        PlainModel plain = PlainModel.load(directory.path())) {
      int channels = upscaler.channels();
      BufferedImage picture = noise(channels);
      float[] low = levels(picture, channels);
      scale(low);
      float[] level = levels(upscaler.upscale(picture), channels);
      float[] image =
          plain.image(
              Map.of("low", PlainModel.Input.floats(low.clone(), 1, HEIGHT, WIDTH, channels)));
      int height = upscaler.scale() * HEIGHT;
      int width = upscaler.scale() * WIDTH;
      ObjectNode expected = JsonNodeFactory.instance.objectNode();
      expected.set("low", JsonArrays.of(low, 1, HEIGHT, WIDTH, channels));
      expected.set("image", JsonArrays.of(image, 1, height, width, channels));
      expected.set("level", JsonArrays.of(level, 1, height, width, channels));
      scale(level);
      return expected.put("plain", Difference.largest(level, image));
    }
  }

  private static float[][] rows(float[] z, int latent) {
    float[][] rows = new float[COUNT][latent];
    for (int i = 0; i < COUNT; i++) {
      System.arraycopy(z, i * latent, rows[i], 0, latent);
    }
    return rows;
  }

  private static BufferedImage noise(int channels) {
    Random random = new Random(1);
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < HEIGHT * WIDTH; i++) {
      int colour = channels == 1 ? random.nextInt(0x100) * 0x010101 : random.nextInt(0x1000000);
      picture.setRGB(i % WIDTH, i / WIDTH, colour);
    }
    return picture;
  }

  /** [height, width, channels], 0 to 255. */
  private static float[] levels(BufferedImage picture, int channels) {
    int width = picture.getWidth();
    float[] levels = new float[picture.getHeight() * width * channels];
    for (int i = 0; i < levels.length; i++) {
      int pixel = i / channels;
      int colour = picture.getRGB(pixel % width, pixel / width);
      levels[i] = colour >> (8 * (channels - 1 - i % channels)) & 0xff;
    }
    return levels;
  }

  private static void scale(float[] levels) {
    for (int i = 0; i < levels.length; i++) {
      levels[i] /= 255;
    }
  }
}
