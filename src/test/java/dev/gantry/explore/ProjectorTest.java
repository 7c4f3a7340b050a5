package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.Trust;
import dev.gantry.model.Latents;
import dev.gantry.report.Png;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ProjectorTest {
  private static final int LATENT = 5;
  private static final ImageDimensions GREY = new ImageDimensions(8, 8, 1);

  @TempDir private Path folder;

  @Test
  void gradientIsThatOfFiniteDifferences() {
    Path version = SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("tiny"));
    float[] z = Latents.normal(3, 2, LATENT);
    float[] targets = new float[2 * GREY.bytes()];
    try (LatentGradient gradient = LatentGradient.load(version)) {
      float[] found = ask(gradient, z, targets).gradients();
      for (int i = 0; i < z.length; i++) {
        float step = 1e-2f;
        float[] above = z.clone();
        above[i] += step;
        float[] below = z.clone();
        below[i] -= step;
        double slope =
            (double) (sum(ask(gradient, above, targets)) - sum(ask(gradient, below, targets)))
                / (2 * step);
        assertThat((double) found[i]).isCloseTo(slope, within(2e-3));
      }
    }
  }

  private static LatentGradient.Answer ask(LatentGradient gradient, float[] z, float[] targets) {
    return gradient.ask(new LatentGradient.Question(z, new long[2], targets, GREY));
  }

  private static float sum(LatentGradient.Answer answer) {
    return answer.errors()[0] + answer.errors()[1];
  }

  @Test
  void pictureOfAKnownLatentIsFoundAgain() {
    Path version = SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("tiny"));
    Map<String, float[]> pictures = new LinkedHashMap<>();
    try (Generator generator = Generator.open(version)) {
      pictures.put("a", generator.generateArray(1005, 1));
      pictures.put("b", generator.generateArray(1006, 1));
    }
    ProjectionTask task =
        new ProjectionTask(pictures, List.of(), new LatentSearch(150, 8, 0.1, 0, 0));
    try (Projector projector = Projector.open(version, Trust.CALCULATION)) {
      List<Projection> found = projector.project(task, (steps, total) -> {});
      assertThat(found.stream().map(Projection::name)).containsExactly("a", "b");
      for (Projection projection : found) {
        assertThat(projection.psnr()).isGreaterThan(30);
        assertThat(projection.psnr())
            .isCloseTo(-10 * Math.log10(projection.meanSquaredError()), within(1e-9));
        assertThat(projection.startError()).isGreaterThan(projection.meanSquaredError());
        assertThat(projection.restartErrors()).hasSize(8);
        assertThat(projection.classErrors()).isEmpty();
      }
      Path out = folder.resolve("out");
      ProjectionReport.of("tiny", projector, task, found).write(out);
      assertThat(Png.read(out.resolve("pairs.png")).getHeight()).isEqualTo(2 + 2 * 50);
    }
  }

  @Test
  void classOfAKnownPictureComesNearest() {
    Path version = SavedModelExporter.export(Snapshots.oneHotDcgan(), folder.resolve("animals"));
    float[] dog;
    try (Generator generator = Generator.open(version)) {
      dog = generator.generateArray(1003, 1, "dog");
    }
    LatentSearch how = new LatentSearch(150, 4, 0.1, 0.001, 0);
    try (Projector projector = Projector.open(version, Trust.CALCULATION)) {
      Projection found =
          projector
              .project(
                  new ProjectionTask(Map.of("x", dog), List.of(0, 1, 2), how),
                  (steps, total) -> assertThat(steps).isBetween(1L, total))
              .get(0);
      assertThat(found.className()).isEqualTo("dog");
      assertThat(found.classErrors()).containsOnlyKeys("cat", "dog", "owl");
      assertThatThrownBy(
              () ->
                  projector.project(
                      new ProjectionTask(Map.of("x", dog), List.of(), how), (s, t) -> {}))
          .hasMessage("0 labels for a model of 3 classes");
    }
  }

  @Test
  void priorBringsTheNormToTheSphere() {
    Path version = SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("tiny"));
    float[] white = new float[GREY.bytes()];
    try (Projector projector = Projector.open(version, Trust.CALCULATION)) {
      Projection held =
          projector
              .project(
                  new ProjectionTask(
                      Map.of("x", white), List.of(), new LatentSearch(100, 1, 0.1, 100, 0)),
                  (steps, total) -> {})
              .get(0);
      assertThat(held.norm()).isCloseTo(Math.sqrt(LATENT), within(0.02));
    }
  }

  @Test
  void whatIsNoModelIsRefused() throws Exception {
    Path version = SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("tiny"));
    Files.write(version.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Projector.open(version, Trust.CALCULATION))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged");
  }
}
