package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.ImageShape;
import dev.gantry.model.MlpDiscriminator;
import dev.gantry.nn.Pass;
import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

@ExtendWith(LeakCheck.class)
class PooledFeaturesTest {
  private static final int[] TWO = {0, 3};

  static ImageSet noise(int count, int size, int channels) {
    byte[] pixels = new byte[count * size * size * channels];
    new Random(5).nextBytes(pixels);
    return ImageSet.of(new ImageDimensions(size, size, channels), pixels);
  }

  /** Maps of 14×14 and 7×7: cells of 5 pixels every 3, and of 4 every 1. */
  @Test
  void aRowHasTheLargestValueOfEachCellOfEachMap() {
    RunDiscriminator discriminator = Discriminators.dcgan(3, new ImageShape(28, 1));
    ImageSet images = noise(4, 28, 1);
    float[] rows;
    try (PooledFeatures pooled = new PooledFeatures(discriminator)) {
      assertThat(pooled.columns()).isEqualTo(16 * (3 + 6));
      rows = pooled.rows(images, TWO);
    }
    float[] expected = new float[rows.length];
    int column = 0;
    for (float[][][][] map : maps(discriminator, images)) {
      int size = map[0].length;
      int stride = size / 4;
      int cell = size - 3 * stride;
      for (int i = 0; i < 16 * map[0][0][0].length; i++) {
        int channel = i % map[0][0][0].length;
        int place = i / map[0][0][0].length;
        for (int n = 0; n < TWO.length; n++) {
          float largest = Float.NEGATIVE_INFINITY;
          for (int k = 0; k < cell * cell; k++) {
            int y = place / 4 * stride + k / cell;
            int x = place % 4 * stride + k % cell;
            largest = Math.max(largest, map[n][y][x][channel]);
          }
          expected[n * rows.length / 2 + column + i] = largest;
        }
      }
      column += 16 * map[0][0][0].length;
    }
    assertThat(rows).containsExactly(expected, within(1e-5f));
  }

  private static List<float[][][][]> maps(RunDiscriminator discriminator, ImageSet images) {
    try (Graph graph = new Graph()) {
      FeatureMaps maps = FeatureMaps.build(graph, discriminator, Pass.Mode.INFERENCE);
      try (Session session = new Session(graph);
          TUint8 levels = FeatureMaps.levels(images, TWO)) {
        return maps.maps().stream().map(map -> values(session, maps, levels, map)).toList();
      }
    }
  }

  private static float[][][][] values(
      Session session, FeatureMaps maps, TUint8 levels, Operand<TFloat32> map) {
    try (Result result = session.runner().feed(maps.levels(), levels).fetch(map).run()) {
      TFloat32 all = (TFloat32) result.get(0);
      long[] shape = all.shape().asArray();
      float[][][][] values =
          new float[(int) shape[0]][(int) shape[1]][(int) shape[2]][(int) shape[3]];
      all.scalars()
          .forEachIndexed(
              (at, value) ->
                  values[(int) at[0]][(int) at[1]][(int) at[2]][(int) at[3]] = value.getFloat());
      return values;
    }
  }

  static Stream<DiscriminatorArchitecture> convolutional() {
    return Families.defaults(DiscriminatorArchitecture.class).stream()
        .filter(architecture -> !(architecture instanceof MlpDiscriminator))
        .map(
            architecture ->
                (DiscriminatorArchitecture) Options.with((Record) architecture, "width", 12));
  }

  @ParameterizedTest
  @MethodSource("convolutional")
  void everyConvolutionalDiscriminatorHasFeatures(DiscriminatorArchitecture architecture) {
    RunDiscriminator discriminator = Discriminators.of(architecture, new ImageShape(16, 3), 1);
    ImageSet images = noise(6, 16, 3);
    try (PooledFeatures pooled =
            new PooledFeatures(PooledFeatures.calibrated(discriminator, images));
        FeatureTable table = pooled.table(images, done -> {})) {
      assertThat(table.rows()).isEqualTo(6);
      assertThat(table.columns()).isPositive();
      assertThat(table.means()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void aDiscriminatorWithoutConvolutionsHasNone() {
    RunDiscriminator discriminator =
        Discriminators.of(MlpDiscriminator.defaults(), new ImageShape(8, 1), 1);
    assertThatThrownBy(() -> new PooledFeatures(discriminator))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no layer over images");
  }

  /**
   * The first normalized layer then has a mean of beta and a deviation of gamma: here both noise.
   */
  @Test
  void calibrationTakesStatisticsFromTheImages() {
    RunDiscriminator discriminator = Discriminators.dcgan(2, new ImageShape(16, 1));
    ImageSet images = noise(40, 16, 1);
    RunDiscriminator calibrated = PooledFeatures.calibrated(discriminator, images);
    List<String> changed =
        calibrated.variables().keySet().stream()
            .filter(
                name ->
                    !Arrays.equals(
                        calibrated.variables().get(name), discriminator.variables().get(name)))
            .sorted()
            .toList();
    assertThat(changed)
        .containsExactly("discriminator/block1/norm/mean", "discriminator/block1/norm/variance");
    RunDiscriminator again = PooledFeatures.calibrated(calibrated, images);
    assertThat(again.variables().get(changed.get(0)))
        .containsExactly(calibrated.variables().get(changed.get(0)), within(1e-6f));
  }
}
