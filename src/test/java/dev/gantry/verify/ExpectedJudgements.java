package dev.gantry.verify;

import dev.gantry.Discriminator;
import dev.gantry.export.DiscriminatorDirectory;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a discriminator makes of the pictures {@code image}, told their {@code label}s where it must
 * be: the {@code score} and {@code features} of {@link Discriminator}. The {@code class_logits} of
 * a class head are those of TensorFlow's own Java API, as the façade gives probabilities; these
 * must be their softmax.
 */
final class ExpectedJudgements {
  private ExpectedJudgements() {}

  static Expected of(Path model, int count) {
    DiscriminatorDirectory directory = DiscriminatorDirectory.open(model);
    try (Discriminator discriminator = Discriminator.open(model);
        PlainModel plain = PlainModel.load(directory.path())) {
      int channels = discriminator.channels();
      List<BufferedImage> pictures =
          NoisePictures.of(
              count, discriminator.imageWidth(), discriminator.imageHeight(), channels);
      Map<String, Numbers> arrays = new LinkedHashMap<>();
      arrays.put("image", NoisePictures.unit(NoisePictures.levels(pictures, channels)));
      float[] score;
      float[][] features;
      if (discriminator.needsLabels()) {
        Numbers.Labels label = Numbers.Labels.inTurn(count, discriminator.labels().size());
        arrays.put("label", label);
        score = discriminator.score(pictures, label.ints());
        features = discriminator.features(pictures, label.ints());
      } else {
        score = discriminator.score(pictures);
        features = discriminator.features(pictures);
      }
      Map<String, Numbers.Floats> others = plain.answers("score", arrays);
      others.putAll(plain.answers("features", arrays));
      float apart =
          Math.max(
              Difference.relative(score, others.get("score").values()),
              Difference.relative(values(features), others.get("features").values()));
      if (others.containsKey("class_logits")) {
        Numbers.Floats logits = others.get("class_logits");
        float[] probabilities = values(discriminator.classProbabilities(pictures));
        apart = Math.max(apart, Difference.relative(probabilities, softmax(logits)));
        arrays.put("class_logits", logits);
      }
      arrays.put("score", Numbers.floats(score, count));
      arrays.put("features", Numbers.floats(values(features), count, features[0].length));
      return new Expected(arrays, apart);
    }
  }

  private static float[] values(float[][] rows) {
    int columns = rows[0].length;
    float[] values = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return values;
  }

  private static float[] softmax(Numbers.Floats logits) {
    float[] values = logits.values();
    int columns = (int) logits.shape()[1];
    float[] probabilities = new float[values.length];
    for (int first = 0; first < values.length; first += columns) {
      double sum = 0;
      for (int i = first; i < first + columns; i++) {
        sum += Math.exp(values[i]);
      }
      for (int i = first; i < first + columns; i++) {
        probabilities[i] = (float) (Math.exp(values[i]) / sum);
      }
    }
    return probabilities;
  }
}
