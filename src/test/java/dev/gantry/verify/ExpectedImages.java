package dev.gantry.verify;

import dev.gantry.Generator;
import dev.gantry.export.ModelDirectory;
import dev.gantry.model.Latents;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a generator makes: the {@code image}s of the latents {@code z}, and of the {@code label}s in
 * turn where there are classes.
 */
final class ExpectedImages {
  private ExpectedImages() {}

  static Expected of(Path model, int count) {
    ModelDirectory directory = ModelDirectory.open(model);
    try (Generator generator = Generator.open(model);
        PlainModel plain = PlainModel.load(directory.path())) {
      int latent = generator.latentSize();
      float[] z = Latents.normal(0, count, latent);
      Map<String, Numbers> arrays = new LinkedHashMap<>();
      arrays.put("z", Numbers.floats(z, count, latent));
      int classes = generator.labels().size();
      if (classes > 0) {
        arrays.put("label", Numbers.Labels.inTurn(count, classes));
      }
      Numbers.Floats other = plain.answers("serving_default", arrays).get("image");
      float[] image = generator.decodeArray(rows(z, count));
      arrays.put("image", Numbers.floats(image, other.shape()));
      return new Expected(arrays, Difference.relative(image, other.values()));
    }
  }

  private static float[][] rows(float[] values, int count) {
    int each = values.length / count;
    float[][] rows = new float[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * each, (i + 1) * each));
    return rows;
  }
}
