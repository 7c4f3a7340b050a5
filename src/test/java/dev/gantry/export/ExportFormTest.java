package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.Discriminator;
import dev.gantry.Generator;
import dev.gantry.error.UserException;
import dev.gantry.model.Latents;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

@ExtendWith(LeakCheck.class)
class ExportFormTest {
  @TempDir private Path folder;

  private static ExportForm folded() {
    return new ExportForm(WeightType.FLOAT32, Folding.BATCHES, 0);
  }

  private static ExportForm truncated(double threshold) {
    return new ExportForm(WeightType.FLOAT32, Folding.NONE, threshold);
  }

  private Path export(NetworkSnapshot snapshot, ExportForm form) {
    return SavedModelExporter.export(snapshot, form, folder.resolve("tiny"));
  }

  private static float[] images(Path version, float[][] latents) {
    try (Generator generator = Generator.open(version)) {
      return generator.decodeArray(latents);
    }
  }

  private static float[][] latents() {
    float[] flat = Latents.normal(3, 6, 5);
    float[][] rows = new float[6][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * 5, (i + 1) * 5));
    return rows;
  }

  private static Set<String> operations(Path version) throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(version.resolve("saved_model.pb")));
    return model.getMetaGraphs(0).getGraphDef().getNodeList().stream()
        .map(NodeDef::getOp)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("dev.gantry.testing.Snapshots#generators")
  void foldedGeneratorMakesTheSameImagesWithoutBatchNorm(GeneratorSnapshot snapshot)
      throws IOException {
    Path plain = export(snapshot, ExportForm.defaults());

    for (Folding folding : List.of(Folding.BATCHES, Folding.SINGLE)) {
      Path folded = export(snapshot, new ExportForm(WeightType.FLOAT32, folding, 0));

      assertThat(operations(folded)).doesNotContain("FusedBatchNormV3");
      if (folding == Folding.SINGLE) {
        assertThat(operations(folded)).doesNotContain("Conv2DBackpropInput");
      }
      assertThat(images(folded, latents()))
          .containsExactly(images(plain, latents()), within(1e-5f));
      // A layer turned into another takes a few operations more.
      assertThat(Files.size(folded.resolve("saved_model.pb")))
          .isLessThanOrEqualTo(Files.size(plain.resolve("saved_model.pb")) + 4000);
    }
  }

  @Test
  void foldedDiscriminatorGivesTheSameScores() throws IOException {
    DiscriminatorSnapshot snapshot = Snapshots.dcganDiscriminator(16);
    Path plain = export(snapshot, ExportForm.defaults());

    Path folded = export(snapshot, folded());

    assertThat(operations(plain)).contains("FusedBatchNormV3");
    assertThat(operations(folded)).doesNotContain("FusedBatchNormV3");
    try (Generator generator = Generator.open(export(Snapshots.colourDcgan(), folded()));
        Discriminator expected = Discriminator.open(plain);
        Discriminator found = Discriminator.open(folded)) {
      float[] scores = expected.score(generator.generate(1, 4));
      assertThat(found.score(generator.generate(1, 4))).containsExactly(scores, within(1e-4f));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = WeightType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void halfOfTheBytesMakeNearlyTheSameImages(WeightType type) throws IOException {
    GeneratorSnapshot snapshot = wide();
    Path whole = export(snapshot, ExportForm.defaults());

    Path half = export(snapshot, new ExportForm(type, Folding.BATCHES, 0));

    assertThat(Files.size(half.resolve("saved_model.pb")))
        .isLessThan(Files.size(whole.resolve("saved_model.pb")) * 6 / 10);
    float tolerance = type == WeightType.FLOAT16 ? 0.01f : 0.08f;
    float[] images = images(half, latents());
    assertThat(images).containsExactly(images(whole, latents()), within(tolerance));
    assertThat(images).isNotEqualTo(images(whole, latents()));
  }

  /** Large enough for its weights to count, with the small ones that networks have. */
  private static GeneratorSnapshot wide() {
    GeneratorSnapshot narrow = Snapshots.colourDcgan();
    return Snapshots.wider(narrow, 24);
  }

  @Test
  void aWeightBeyondTheRangeIsNamed() {
    GeneratorSnapshot snapshot = wide();
    Map<String, float[]> variables = new HashMap<>(snapshot.variables());
    variables.replaceAll((name, values) -> name.endsWith("kernel") ? huge(values) : values);

    assertThatThrownBy(
            () ->
                export(
                    Options.with(snapshot, "variables", variables),
                    new ExportForm(WeightType.FLOAT16, Folding.NONE, 0)))
        .isInstanceOf(UserException.class)
        .hasMessage("a weight is 70000.0, which float16 cannot hold; export float32 or bfloat16");
  }

  private static float[] huge(float[] values) {
    float[] changed = values.clone();
    changed[0] = 70_000;
    return changed;
  }

  /** The quantile function of the truncated normal distribution, by bisection in float64. */
  private static double expected(double z, double t) {
    double share = normal(-t) + (normal(t) - normal(-t)) * normal(z);
    double low = -t;
    double high = t;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (normal(middle) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Simpson's rule on the density. */
  private static double normal(double x) {
    int steps = 2000;
    double width = (x + 9) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double at = -9 + i * width;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-at * at / 2);
    }
    return sum * width / 3 / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1.5})
  void truncatedLatentsFollowTheTruncatedDistribution(double threshold) {
    GeneratorSnapshot snapshot = Snapshots.colourMlp();
    float[][] squeezed = latents();
    for (float[] row : squeezed) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) expected(row[i], threshold);
      }
    }

    float[] made = images(export(snapshot, truncated(threshold)), latents());

    assertThat(made)
        .containsExactly(images(export(snapshot, ExportForm.defaults()), squeezed), within(2e-5f));
  }

  @Test
  void extremeLatentsStayWithinTheThreshold() {
    GeneratorSnapshot snapshot = Snapshots.colourMlp();
    float[][] extreme = {{40, -40, 8, -8, 0}};
    float[][] bounds = {{2, -2, 2, -2, 0}};

    float[] made = images(export(snapshot, truncated(2)), extreme);

    assertThat(made)
        .containsExactly(images(export(snapshot, ExportForm.defaults()), bounds), within(1e-5f));
  }

  @Test
  void whatWasDoneStandsInTheProvenance() {
    Path version =
        export(Snapshots.greyDcgan(), new ExportForm(WeightType.BFLOAT16, Folding.BATCHES, 1.5));

    assertThat(ModelDirectory.open(version).info().provenance())
        .doesNotContainKey("made-for")
        .containsEntry("weight-type", "bfloat16")
        .containsEntry("batch-norm", "folded")
        .containsEntry("truncation", "1.5")
        .containsEntry("kimg", "12");
    Path single =
        export(Snapshots.colourDcgan(), new ExportForm(WeightType.FLOAT32, Folding.SINGLE, 0));
    assertThat(ModelDirectory.open(single).info().provenance())
        .containsEntry("batch-norm", "folded")
        .containsEntry("made-for", "single images");
  }

  @Test
  void everyFormHasTheSameBytesTwice() throws IOException {
    ExportForm form = new ExportForm(WeightType.FLOAT16, Folding.SINGLE, 1);
    for (NetworkSnapshot snapshot : List.of(Snapshots.colourDcgan(), Snapshots.oneHotDcgan())) {
      Path first = export(snapshot, form);
      Path second = export(snapshot, form);
      for (String file :
          List.of("saved_model.pb", "gantry.json", "assets.extra/tf_serving_warmup_requests")) {
        assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
      }
    }
  }

  @Test
  void impossibleTruncationIsRefused() {
    for (double threshold : new double[] {-1, 0.001, 6, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> truncated(threshold))
          .withMessageContaining("truncation is " + threshold);
    }
    assertThatThrownBy(() -> export(Snapshots.dcganDiscriminator(), truncated(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a discriminator takes no latents");
    assertThatThrownBy(() -> export(Snapshots.upscaler(3), truncated(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("enlarges pictures takes no latents");
  }
}
