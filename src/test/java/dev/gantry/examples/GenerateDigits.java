package dev.gantry.examples;

import dev.gantry.Generator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Writes ten pictures of a model: {@code GenerateDigits savedmodels/quickstart FOLDER}. */
public class GenerateDigits {
  public static void main(String[] args) throws IOException {
    Path model = Path.of(args[0]);
    Path folder = Path.of(args[1]);
    try (Generator generator = Generator.open(model)) {
      List<BufferedImage> digits = generator.generate(7, 10); // the pictures of seeds 7 to 16
      for (int i = 0; i < digits.size(); i++) {
        ImageIO.write(digits.get(i), "png", folder.resolve("digit-" + i + ".png").toFile());
      }
    }
  }
}
