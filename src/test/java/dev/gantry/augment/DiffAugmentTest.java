package dev.gantry.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.augment.Augmented.Images;
import dev.gantry.nn.Draws;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Every change against loops over the pixels, for the draws that were made. */
@ExtendWith(LeakCheck.class)
class DiffAugmentTest {
  private static final Shape SHAPE = Shape.of(3, 8, 8, 3);
  private static final int VALUES = (int) SHAPE.size();

  private static Images images(int batch, int size, int channels) {
    return new Images(
        Shape.of(batch, size, size, channels), Noise.normal(1, batch * size * size * channels));
  }

  private static Augmented by(DiffAugment change, Images images) {
    return Augmented.by(change::apply, images);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void colorIsBrightnessThenSaturationThenContrast(int channels) {
    Augmented color = by(DiffAugment.COLOR, images(5, 4, channels));

    assertThat(color.draws().keySet()).containsExactly("brightness", "saturation", "contrast");
    for (int image = 0; image < 5; image++) {
      double[] expected = recoloured(color, image);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) color.after().values()[image * expected.length + i])
            .isCloseTo(expected[i], within(2e-6));
      }
    }
  }

  private static double[] recoloured(Augmented color, int image) {
    Images before = color.before();
    int channels = before.channels();
    int values = before.size() * before.size() * channels;
    double[] x = new double[values];
    for (int i = 0; i < values; i++) {
      x[i] = before.values()[image * values + i] + color.draw("brightness", image) - 0.5;
    }
    for (int pixel = 0; pixel < values; pixel += channels) {
      double grey = Arrays.stream(x, pixel, pixel + channels).average().orElseThrow();
      for (int i = pixel; i < pixel + channels; i++) {
        x[i] = (x[i] - grey) * 2 * color.draw("saturation", image) + grey;
      }
    }
    double middle = Arrays.stream(x).average().orElseThrow();
    return Arrays.stream(x)
        .map(value -> (value - middle) * (color.draw("contrast", image) + 0.5) + middle)
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 28, 32})
  void translationMovesByUpToAnEighth(int size) {
    int reach = (int) Math.round(size / 8.0);
    Augmented moved = by(DiffAugment.TRANSLATION, images(6, size, 2));

    assertThat(moved.draws().keySet()).containsExactly("translation");
    Images expected =
        moved
            .before()
            .map(
                (image, row, column, channel) -> {
                  int down = move(moved.draw("translation", 2 * image), reach);
                  int right = move(moved.draw("translation", 2 * image + 1), reach);
                  return moved.before().at(image, row - down, column - right, channel);
                });
    assertThat(moved.after().values()).isEqualTo(expected.values());
  }

  private static int move(float u, int reach) {
    return reach - (int) Math.floor(u * (2 * reach + 1));
  }

  @Test
  void everyMoveIsDrawn() {
    int[] seen = new int[5];
    Augmented moved = by(DiffAugment.TRANSLATION, images(300, 16, 1));
    for (int i = 0; i < 600; i++) {
      seen[move(moved.draw("translation", i), 2) + 2]++;
    }
    assertThat(Arrays.stream(seen)).allMatch(count -> count > 80 && count < 160);
  }

  @Test
  void theFarthestDrawsStayWithinReach() {
    float below1 = Math.nextDown(1f);
    try (ScratchGraph scratch = new ScratchGraph()) {
      Images images = images(2, 16, 1);
      Draws draws = new Draws(scratch.tf(), 3, scratch.tf().constant(11L));
      Operand<TFloat32> moved =
          DiffAugment.TRANSLATION.apply(draws, scratch.constant(images.shape(), images.values()));
      float[] after =
          scratch.values(
              moved,
              draws.made().values().iterator().next(),
              Shape.of(2, 2),
              new float[] {0, below1, below1, 0});

      Images expected =
          images.map(
              (image, row, column, channel) -> {
                int down = image == 0 ? 2 : -2;
                return images.at(image, row - down, column + down, channel);
              });
      assertThat(after).isEqualTo(expected.values());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 7, 28})
  void cutoutBlanksASquareOfHalfTheSize(int size) {
    int width = size / 2;
    Augmented cut = by(DiffAugment.CUTOUT, images(6, size, 2));

    assertThat(cut.draws().keySet()).containsExactly("cutout");
    Images expected =
        cut.before()
            .map(
                (image, row, column, channel) -> {
                  int top = first(cut.draw("cutout", 2 * image), size, width);
                  int left = first(cut.draw("cutout", 2 * image + 1), size, width);
                  boolean inside =
                      row >= top && row < top + width && column >= left && column < left + width;
                  return inside ? 0 : cut.before().at(image, row, column, channel);
                });
    assertThat(withoutSigns(cut.after()).values()).isEqualTo(expected.values());
  }

  /** The same values with every -0 as 0. */
  private static Images withoutSigns(Images images) {
    return images.map((image, row, column, channel) -> images.at(image, row, column, channel) + 0f);
  }

  private static int first(float u, int size, int width) {
    int centre = (int) Math.floor(u * (size + 1 - width % 2));
    return centre - width / 2;
  }

  @Test
  void everyPlaceOfTheSquareIsDrawn() {
    Augmented cut = by(DiffAugment.CUTOUT, images(300, 4, 1));
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 600; i++) {
      places.add(first(cut.draw("cutout", i), 4, 2));
    }
    assertThat(places).containsExactlyInAnyOrder(-1, 0, 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(DiffAugment.class)
  void gradientsPassToTheImagesExactly(DiffAugment change) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Ops tf = scratch.tf();
      Placeholder<TFloat32> input = scratch.placeholder(SHAPE.asArray());
      Operand<TFloat32> changed = change.apply(new Draws(tf, 3, tf.constant(11L)), input);
      Operand<TFloat32> weights = scratch.constant(SHAPE, Noise.normal(3, VALUES));

      assertGradient(scratch, sum(tf, tf.math.mul(changed, weights)), input);
    }
  }

  @ParameterizedTest
  @EnumSource(DiffAugment.class)
  void gradientsCanBeDerivedAgain(DiffAugment change) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Ops tf = scratch.tf();
      Placeholder<TFloat32> input = scratch.placeholder(SHAPE.asArray());
      Operand<TFloat32> changed = change.apply(new Draws(tf, 3, tf.constant(11L)), input);
      Operand<TFloat32> first = scratch.gradient(sum(tf, tf.math.mul(changed, changed)), input);

      assertGradient(scratch, sum(tf, tf.math.mul(first, first)), input);
    }
  }

  /** Both losses are at most quadratic, so that a central difference of any width is exact. */
  private static void assertGradient(
      ScratchGraph scratch, Operand<TFloat32> loss, Placeholder<TFloat32> input) {
    Operand<TFloat32> gradient = scratch.gradient(loss, input);
    float[] at = Noise.normal(1, VALUES);
    float[] step = Noise.normal(2, VALUES);
    float[] derived = scratch.values(gradient, input, SHAPE, at);
    double expected = 0;
    float[] ahead = new float[VALUES];
    float[] behind = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      expected += derived[i] * step[i];
      ahead[i] = at[i] + step[i];
      behind[i] = at[i] - step[i];
    }
    double above = scratch.values(loss, input, SHAPE, ahead)[0];
    double below = scratch.values(loss, input, SHAPE, behind)[0];
    assertThat(Math.abs(expected)).isGreaterThan(1);
    assertThat((above - below) / 2).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.constant(new int[] {0, 1, 2, 3}));
  }
}
