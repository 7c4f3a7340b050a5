package dev.gantry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.metrics.FeatureRows;
import dev.gantry.testing.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class EvaluationTest {
  private static final int SIZE = 12;
  private static final ImageDimensions SHAPE = new ImageDimensions(SIZE, SIZE, 1);
  private static final int COUNT = 300;

  /**
   * Noise of levels from {@code least} to {@code least + 99}; label 1 where the first is bright.
   */
  private static ImageSet noise(long seed, int least) {
    Random random = new Random(seed);
    byte[] levels = new byte[COUNT * SHAPE.bytes()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (least + random.nextInt(100));
    }
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      levels[i * SHAPE.bytes()] = (byte) (i % 3 == 0 ? 250 : 5);
      labels[i] = i % 3 == 0 ? 1 : 0;
    }
    return ImageSet.of(SHAPE, levels, labels, List.of("dark", "bright"));
  }

  private static Observation seen(ImageSet images, boolean inception) {
    return Observation.of(
        Samples.of("noise", images, 0),
        new PixelExtractor(images.height(), inception),
        true,
        (done, total) -> {});
  }

  private static EvaluationReport measured(ImageSet fakes, Set<Metric> metrics) {
    return new Evaluation(metrics, 1)
        .measure(new Reference(seen(noise(1, 50), false)), seen(fakes, false));
  }

  private static double value(EvaluationReport report, String key) {
    return report.figure(key).orElseThrow().value();
  }

  @Test
  void equalSetsAreAsGoodAsCanBe() {
    EvaluationReport report = measured(noise(1, 50), EnumSet.allOf(Metric.class));

    assertThat(value(report, "fcd")).isCloseTo(0, within(1e-6));
    assertThat(value(report, "precision")).isEqualTo(1);
    assertThat(value(report, "recall")).isEqualTo(1);
    assertThat(value(report, "coverage")).isEqualTo(1);
    assertThat(value(report, "modes")).isEqualTo(2);
    assertThat(value(report, "mode_divergence")).isCloseTo(0, within(1e-12));
    assertThat(value(report, "class_ratio_0")).isCloseTo(1, within(1e-12));
    assertThat(value(report, "class_ratio_1")).isCloseTo(1, within(1e-12));
    assertThat(value(report, "copies")).isEqualTo(1);
    assertThat(value(report, "nearest_distance")).isEqualTo(0);
    assertThat(report.classes())
        .extracting(ClassFigures::name, ClassFigures::images)
        .containsExactly(tuple("dark", 200), tuple("bright", 100));
  }

  @Test
  void aShiftByAConstantCostsItsSquareInEveryPixelThatMoves() {
    EvaluationReport report = measured(noise(1, 60), Set.of(Metric.FRECHET));

    // The first pixel is the class's and does not move.
    double expected = (SIZE * SIZE - 1) * 10.0 * 10.0;
    assertThat(value(report, "fcd")).isCloseTo(expected, within(1e-5 * expected));
    assertThat(report.classes().get(0).figures().get(0).value())
        .isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void agreementIsTheShareThatTheClassifierTakesForTheClassAskedFor() {
    ImageSet right = noise(2, 50);
    byte[] levels = new byte[COUNT * SHAPE.bytes()];
    ByteBuffer all = ByteBuffer.wrap(levels);
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      right.copy(i, all);
      all.position((i + 1) * SHAPE.bytes());
      labels[i] = i < 30 ? 1 - right.label(i) : right.label(i);
    }
    ImageSet wrong = ImageSet.of(SHAPE, levels, labels, right.classes());

    EvaluationReport report = measured(wrong, Set.of(Metric.MODES));

    // Of the 30 that are called otherwise, 10 were bright and 20 dark.
    assertThat(agreement(report, 0)).isCloseTo(180.0 / 190, within(1e-12));
    assertThat(agreement(report, 1)).isCloseTo(90.0 / 110, within(1e-12));
  }

  private static double agreement(EvaluationReport report, int label) {
    return report.classes().get(label).figures().stream()
        .filter(figure -> figure.key().equals("agreement"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void onlyInceptionsNumbersHaveTheFieldsNames() {
    Set<Metric> metrics = Set.of(Metric.FRECHET, Metric.KERNEL, Metric.SCORE);
    EvaluationReport inception =
        new Evaluation(metrics, 1)
            .measure(new Reference(seen(noise(1, 50), true)), seen(noise(2, 50), true));

    assertThat(inception.figures()).extracting(Figure::key).containsExactly("fid", "kid", "is");
    assertThat(measured(noise(2, 50), metrics).figures())
        .extracting(Figure::key)
        .containsExactly("fcd", "kcd", "cs");
  }

  @Test
  void theReportIsJsonThatNamesWhatItsNumbersDependOn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("evaluation.json");
    measured(noise(2, 50), Set.of(Metric.FRECHET, Metric.KERNEL)).write(file);

    assertThat(Files.readString(file))
        .contains("\"generated_count\" : 300", "\"reference_count\" : 300", "\"seed\" : 1")
        .contains("\"sha256\" : \"0000", "\"resizer\" : \"none\"", "\"precision\" : ")
        .contains("\"key\" : \"fcd\"", "\"key\" : \"kcd\"", "\"deviation\" : ")
        .contains("\"seconds\" : {", "\"generated_features\" : ");
  }

  /** Takes its time to make an image. */
  private record SlowSamples(Samples samples) implements Samples {
    private static final long NANOS = 60_000_000;

    @Override
    public String name() {
      return samples.name();
    }

    @Override
    public ImageDimensions shape() {
      return samples.shape();
    }

    @Override
    public int count() {
      return samples.count();
    }

    @Override
    public List<String> classes() {
      return samples.classes();
    }

    @Override
    public Batch batch(int first, int size) {
      LockSupport.parkNanos(NANOS);
      return samples.batch(first, size);
    }
  }

  @Test
  void timeToMakeTheImagesIsNotThatOfTheirFeatures() {
    Samples fakes = new SlowSamples(Samples.of("fakes", noise(2, 50), 0));
    Observation seen =
        Observation.of(fakes, new PixelExtractor(SIZE, false), false, (done, total) -> {});

    MeasuringTime seconds =
        new Evaluation(Set.of(Metric.FRECHET), 1)
            .measure(new Reference(seen(noise(1, 50), false)), seen)
            .seconds();

    assertThat(seconds.generation()).isEqualTo(seen.imageSeconds()).isGreaterThan(0.05);
    assertThat(seconds.generatedFeatures()).isEqualTo(seen.featureSeconds()).isPositive();
    assertThat(seconds.measuring())
        .isEqualTo(seconds.generation() + seconds.generatedFeatures() + seconds.metrics());
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    ImageSet small = ImageSet.of(new ImageDimensions(11, 11, 1), new byte[11 * 11 * 4]);
    assertThatThrownBy(() -> measured(small, Set.of(Metric.FRECHET)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give a reference of the same size and channels");
  }

  @Test
  void tooFewImagesAreRefusedAndFewWarnedOf() {
    ImageSet one = ImageSet.of(SHAPE, new byte[SHAPE.bytes()]);
    assertThatThrownBy(() -> measured(one, Set.of(Metric.FRECHET)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has 1 image; a Fréchet distance needs at least 2");
    assertThatThrownBy(() -> measured(one, Set.of(Metric.MANIFOLD)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("at least 6 are needed");

    ImageSet few = ImageSet.of(SHAPE, new byte[SHAPE.bytes() * 100]);
    assertThat(measured(few, Set.of(Metric.FRECHET)).cautions())
        .singleElement()
        .asString()
        .contains("100 images for 144 features: the covariance is singular");
  }

  @Test
  void modesAreNotCountedInInceptionsClasses() {
    assertThatThrownBy(
            () ->
                new Evaluation(Set.of(Metric.MODES), 1)
                    .measure(new Reference(seen(noise(1, 50), true)), seen(noise(2, 50), true)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give --extractor with a classifier of them");
  }

  @Test
  void rowsAreKeptUpToABoundHoweverManyCome() {
    Rows rows = new Rows(2, 5);
    for (int i = 0; i < 4; i++) {
      rows.add(new FeatureRows(2, 2, new float[] {4 * i, 1, 4 * i + 2, 3}));
    }

    assertThat(rows.rows().count()).isEqualTo(5);
    assertThat(rows.rows().values()).containsExactly(0, 1, 2, 3, 4, 1, 6, 3, 8, 1);
  }
}
