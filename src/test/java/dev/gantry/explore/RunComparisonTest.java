package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.report.Charts;
import dev.gantry.report.Png;
import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class RunComparisonTest {
  @TempDir private Path folder;

  /** A run that wrote a line and a picture at each of these. */
  private Path run(String name, String yaml, int... kimg) throws Exception {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(run.resolve("config.yaml"), yaml);
    StringBuilder stats = new StringBuilder();
    for (int at : kimg) {
      stats.append(
          String.format(
              Locale.ROOT,
              "{\"step\":%d,\"images\":%d,\"kimg\":%.1f,\"d_loss\":%.3f,\"g_loss\":1.5,\"d_real\":0.6,"
                  + "\"d_fake\":0.4,\"penalty\":0,\"d_grad_norm\":2,\"g_grad_norm\":3,"
                  + "\"images_per_second\":100,\"seconds_elapsed\":7,\"learning_rate_g\":0.0002,"
                  + "\"learning_rate_d\":0.0002,\"resident_bytes\":0,\"metrics\":{\"fcd\":%d}}%n",
              at * 10,
              at * 1000,
              (double) at,
              1.0 / at,
              100 - at / 2));
      BufferedImage picture = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
      Png.write(run.resolve("fakes-%06d.png".formatted(at)), picture, Map.of());
    }
    Files.writeString(run.resolve("stats.jsonl"), stats);
    return run;
  }

  @Test
  void pageListsDifferencesCurvesAndNumbersAtTheSameKimg() throws Exception {
    Path slow = run("slow", "training: {batch: 32}", 10, 20);
    Path fast = run("fast", "optimizer: {generator: {learning-rate: 0.0005}}", 10, 19, 40);
    Path out = folder.resolve("out");

    RunComparison.of(List.of(slow, fast)).explore().write(out);

    String page = Files.readString(out.resolve(ExploreReport.PAGE));
    assertThat(page)
        .contains("<td>training.batch</td><td>32</td>")
        .contains("<td>optimizer.generator.learning-rate</td><td>0.0002</td><td>0.0005</td>")
        .contains("fast, 19 kimg", "fast, 40 kimg", "After 20 kimg")
        .doesNotContain("<td>data.size</td>");
    assertThat(out.resolve(ExploreReport.NUMBERS))
        .content()
        .contains(
            "\"shared_kimg\" : 20.0",
            "\"d_loss\" : [ 0.05, 0.053 ]",
            "\"metrics.fcd\" : [ 90.0, 91.0 ]");
    assertThat(out).isDirectoryContaining("glob:**/fakes-000020-2.jpg");
  }

  @Test
  void whatChangesIsDrawnMetricsAmongIt() throws Exception {
    try {
      Charts.of(List.of());
    } catch (RunException e) {
      Assumptions.abort(e.getMessage());
    }
    Path out = folder.resolve("out");
    RunComparison.of(List.of(run("one", "{}", 5, 10), run("two", "{}", 5))).explore().write(out);

    assertThat(out)
        .isDirectoryContaining("glob:**/d-loss.png")
        .isDirectoryContaining("glob:**/metrics-fcd.png")
        .isDirectoryNotContaining("glob:**/penalty.png");
  }

  @Test
  void equalConfigurationsAreSaidToBe() throws Exception {
    Path out = folder.resolve("out");
    Path first = run("first", "{}", 5);
    RunComparison.of(List.of(first, run("again", "{}", 5))).explore().write(out);
    assertThat(out.resolve(ExploreReport.PAGE))
        .content()
        .contains("The configurations are the same.");
  }

  @Test
  void whatCannotBeComparedIsRefused() throws Exception {
    Path digits = run("digits", "{}", 5);
    Path colours = run("colours", "data: {source: cifar10, size: 32, channels: 3}", 5);
    Path young = Files.createDirectory(folder.resolve("young"));
    Files.writeString(young.resolve("config.yaml"), "{}");

    assertRefused("1 runs were given; give 2 to 7", digits);
    assertRefused("was given twice", digits, folder.resolve("young/../digits"));
    assertRefused(
        "makes 32×32 RGB images from latents, but " + digits + " makes 28×28 grey images",
        digits,
        colours);
    assertRefused("young has no statistics yet", digits, young);
    assertRefused("is not a folder", digits, folder.resolve("none"));
    assertRefused("is not the folder of a run", digits, folder);
  }

  private static void assertRefused(String message, Path... runs) {
    assertThatThrownBy(() -> RunComparison.of(List.of(runs)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }
}
