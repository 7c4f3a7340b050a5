package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreReportTest {
  @TempDir private Path folder;

  @Test
  void folderHasPicturesNumbersAndOnePage() {
    Path out = folder.resolve("a/b");
    ExploreReport report = new ExploreReport("walk", "<model>");
    report.table(List.of("one", "two"), List.of(List.of("1 < 2", "3")));
    report.picture("square", new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "a square");
    report.number("norms", List.of(1.5, Double.NaN));
    report.write(out);

    assertThat(out).isDirectoryContaining("glob:**/square.png");
    assertThat(out.resolve(ExploreReport.NUMBERS))
        .content()
        .contains("\"experiment\" : \"walk\"", "\"norms\" : [ 1.5, \"NaN\" ]");
    assertThat(out.resolve(ExploreReport.PAGE))
        .content()
        .contains("&lt;model&gt;", "<th>one</th>", "<td>1 &lt; 2</td>", "a square")
        .doesNotContain("<model>");
  }

  @Test
  void whatIsThereIsNotOverwritten() throws Exception {
    ExploreReport report = new ExploreReport("walk", "model");
    assertThatThrownBy(() -> report.write(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is there already; give another folder to --out");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> report.write(file.resolve("out"))).isInstanceOf(UserException.class);
  }

  @Test
  void twoThingsOfOneNameAndNamesWithPathsAreRefused() {
    ExploreReport report = new ExploreReport("walk", "model");
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    report.picture("a", image, "");
    assertThatThrownBy(() -> report.picture("a", image, "")).hasMessageContaining("a.png");
    assertThatThrownBy(() -> report.picture("../a", image, "")).hasMessageContaining("no name");
    assertThatThrownBy(() -> report.number("subject", 1)).hasMessageContaining("subject");
  }
}
