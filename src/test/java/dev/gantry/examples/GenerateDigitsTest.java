package dev.gantry.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Generator;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class GenerateDigitsTest {
  private static final String BEGIN = "<!-- GenerateDigits.java -->\n```java\n";
  private static final String END = "```\n";

  @TempDir private Path folder;

  @Test
  void writesThePicturesOfTheGenerator() throws IOException {
    Path model = folder.resolve("tiny");
    SavedModelExporter.export(Snapshots.greyDcgan(), model);

    GenerateDigits.main(new String[] {model.toString(), folder.toString()});

    try (Generator generator = Generator.open(model)) {
      List<BufferedImage> expected = generator.generate(7, 10);
      for (int i = 0; i < 10; i++) {
        BufferedImage written = ImageIO.read(folder.resolve("digit-" + i + ".png").toFile());
        assertThat(levels(written)).isEqualTo(levels(expected.get(i)));
      }
    }
  }

  private static int[] levels(BufferedImage picture) {
    return picture
        .getRaster()
        .getPixels(0, 0, picture.getWidth(), picture.getHeight(), (int[]) null);
  }

  @Test
  void readmeShowsTheExampleThatIsCompiledHere() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/gantry/examples/GenerateDigits.java"));
    String afterPackage = source.substring(source.indexOf("import "));

    String readme = Files.readString(Path.of("README.md"));

    assertThat(readme).contains(BEGIN);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    assertThat(readme.substring(begin, readme.indexOf(END, begin))).isEqualTo(afterPackage);
  }
}
