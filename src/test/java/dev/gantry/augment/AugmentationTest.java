package dev.gantry.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.augment.Augmented.Images;
import dev.gantry.nn.Draws;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class AugmentationTest {
  private static final List<DiffAugment> ALL =
      List.of(DiffAugment.COLOR, DiffAugment.TRANSLATION, DiffAugment.CUTOUT);

  private static Images images(int batch, int size, int channels) {
    return new Images(
        Shape.of(batch, size, size, channels), Noise.normal(1, batch * size * size * channels));
  }

  @Test
  void nothingIsDrawnWhereNothingIsAsked() {
    Augmentation none = Augmentation.defaults();
    Images images = images(2, 4, 1);

    Augmented prepared = Augmented.by(none::prepare, images);
    Augmented seen = Augmented.by(none::view, images);

    assertThat(prepared.draws()).isEmpty();
    assertThat(prepared.after().values()).isEqualTo(images.values());
    assertThat(seen.draws()).isEmpty();
    assertThat(seen.after().values()).isEqualTo(images.values());
  }

  @Test
  void flipMirrorsImagesWhoseDrawIsBelowOneHalf() {
    Augmented flipped =
        Augmented.by(new Augmentation(true, 0, List.of())::prepare, images(64, 5, 2));

    int mirrored = 0;
    for (int image = 0; image < 64; image++) {
      mirrored += flipped.draw("flip", image) < 0.5f ? 1 : 0;
    }
    assertThat(mirrored).isBetween(16, 48);
    Images expected =
        flipped
            .before()
            .map(
                (image, row, column, channel) ->
                    flipped.draw("flip", image) < 0.5f
                        ? flipped.before().at(image, row, 4 - column, channel)
                        : flipped.before().at(image, row, column, channel));
    assertThat(flipped.after().values()).isEqualTo(expected.values());
  }

  @Test
  void dequantizeAddsNoiseOfItsOwnToEveryValue() {
    double amount = 1 / 128.0;
    Images images = images(16, 8, 3);

    Augmented noisy = Augmented.by(new Augmentation(false, amount, List.of())::prepare, images);

    double sum = 0;
    for (int i = 0; i < images.values().length; i++) {
      double added = (double) noisy.after().values()[i] - images.values()[i];
      assertThat(added).isBetween(-1e-6, amount + 1e-6);
      assertThat(added).isCloseTo(noisy.draw("dequantize", i) * amount, within(1e-6));
      sum += added;
    }
    assertThat(sum / images.values().length).isCloseTo(amount / 2, within(amount / 50));
  }

  @Test
  void flipComesBeforeTheNoise() {
    Augmented both = Augmented.by(new Augmentation(true, 0.5, List.of())::prepare, images(4, 4, 1));

    assertThat(both.draws().keySet()).containsExactly("flip", "dequantize");
    Images expected =
        both.before()
            .map(
                (image, row, column, channel) -> {
                  int from = both.draw("flip", image) < 0.5f ? 3 - column : column;
                  float noise = 0.5f * both.draw("dequantize", (image * 4 + row) * 4 + column);
                  return both.before().at(image, row, from, channel) + noise;
                });
    assertThat(both.after().values()).containsExactly(expected.values(), within(1e-6f));
  }

  @Test
  void changesAreMadeInTheirOrderAndKeepTheShape() {
    Augmentation augmentation = new Augmentation(false, 0, ALL);

    Augmented seen = Augmented.by(augmentation::view, images(4, 16, 3));

    assertThat(seen.draws().keySet())
        .containsExactly("brightness", "saturation", "contrast", "translation", "cutout");
    assertThat(seen.after().shape()).isEqualTo(seen.before().shape());
    for (float value : seen.after().values()) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void viewsOfOneStepDrawInScopesOfTheirOwn() {
    Augmentation augmentation = new Augmentation(true, 0.1, ALL);
    Images images = images(4, 8, 1);
    try (ScratchGraph scratch = new ScratchGraph()) {
      Draws draws = new Draws(scratch.tf(), 3, scratch.tf().constant(11L));
      Operand<TFloat32> input = scratch.constant(images.shape(), images.values());
      Operand<TFloat32> reals = augmentation.view(draws.in("reals"), input);
      Operand<TFloat32> fakes = augmentation.view(draws.in("fakes"), input);

      List<float[]> values = scratch.values(List.of(reals, fakes));

      assertThat(values.get(0)).isNotEqualTo(values.get(1));
      assertThat(draws.made()).hasSize(10).containsKeys("reals/cutout", "fakes/cutout");
    }
  }

  @Test
  void noiseOutOfRangeAndAChangeTwiceAreRefused() {
    assertThatThrownBy(() -> new Augmentation(false, 1.5, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dequantize is 1.5; it must be from 0.0 to 1.0");
    assertThatThrownBy(
            () -> new Augmentation(false, 0, List.of(DiffAugment.CUTOUT, DiffAugment.CUTOUT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("diff names a change twice; each of its values may stand there once");
  }
}
