package dev.gantry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.features.Extraction;
import dev.gantry.features.ExtractorInfo;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.FeatureRows;
import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SelfCheckTest {
  private static final ImageDimensions PIXEL = new ImageDimensions(1, 1, 1);

  /** Takes an image's one level as its feature, and its last bit as its class. */
  private record Levels(boolean inception) implements FeatureExtractor {
    @Override
    public ExtractorInfo info() {
      return new ExtractorInfo("levels", "none", "none", 1, 2, inception);
    }

    @Override
    public Extraction extract(byte[] levels, int count, ImageDimensions shape) {
      float[] features = new float[count];
      float[] probabilities = new float[2 * count];
      for (int i = 0; i < count; i++) {
        features[i] = levels[i];
        probabilities[2 * i + levels[i] % 2] = 1;
      }
      return new Extraction(
          new FeatureRows(count, 1, features), new FeatureRows(count, 2, probabilities));
    }

    @Override
    public void check(ImageDimensions shape) {}

    @Override
    public void close() {}
  }

  private static Samples levels(int count, int first) {
    byte[] levels = new byte[count];
    for (int i = 0; i < count; i++) {
      levels[i] = (byte) (first + i % 2);
    }
    return Samples.of("levels", ImageSet.of(PIXEL, levels), 0);
  }

  @Test
  void whatIsComparedAreTheDistanceAndTheScore() {
    List<SelfCheck.Comparison> comparisons =
        SelfCheck.compare(
            Observation.of(levels(400, 0), new Levels(true), false, (done, total) -> {}),
            Observation.of(levels(400, 3), new Levels(true), false, (done, total) -> {}));

    // Equal variances and means 3 apart; two classes, each as often as the other.
    assertThat(comparisons.get(0).found()).isCloseTo(9, within(1e-9));
    assertThat(comparisons.get(1).found()).isCloseTo(2, within(0.05));
    assertThat(comparisons).noneMatch(SelfCheck.Comparison::holds);
  }

  @Test
  void aNumberHoldsWithinItsTolerance() {
    assertThat(new SelfCheck.Comparison("FID", 3.1508, 0.02, 3.165).holds()).isTrue();
    assertThat(new SelfCheck.Comparison("FID", 3.1508, 0.02, 3.12).holds()).isFalse();
    assertThat(new SelfCheck.Comparison("FID", 3.1508, 0.02, Double.NaN).holds()).isFalse();
  }

  @Test
  void otherImagesAndOtherExtractorsAreRefused() {
    assertThatThrownBy(() -> check(new Levels(true)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("levels has 9 images of ")
        .hasMessageContaining("CIFAR-10's 50,000 of ");
    assertThatThrownBy(() -> check(new Levels(false)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not of levels");
  }

  private static void check(FeatureExtractor extractor) {
    SelfCheck.of(levels(9, 0), levels(9, 0), extractor, (done, total) -> {});
  }
}
