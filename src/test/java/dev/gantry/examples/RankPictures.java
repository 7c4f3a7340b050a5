package dev.gantry.examples;

import dev.gantry.Discriminator;
import dev.gantry.GenerateRequest;
import dev.gantry.Generator;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the picture that looks most real to the discriminator: {@code RankPictures
 * savedmodels/quickstart savedmodels/quickstart-discriminator}.
 */
public class RankPictures {
  public static void main(String[] args) {
    try (Generator generator = Generator.open(Path.of(args[0]));
        Discriminator discriminator = Discriminator.open(Path.of(args[1]))) {
      List<BufferedImage> pictures =
          generator.generate(GenerateRequest.seeds(0, 32).truncation(1.5));
      float[] scores = discriminator.score(pictures);
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      System.out.println("seed " + best);
    }
  }
}
