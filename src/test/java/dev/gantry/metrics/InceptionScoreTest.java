package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InceptionScoreTest {
  /** Certain of class {@code i / each} in row i. */
  private static FeatureRows certain(int classes, int each) {
    float[] values = new float[classes * each * classes];
    for (int i = 0; i < classes * each; i++) {
      values[i * classes + i / each] = 1;
    }
    return new FeatureRows(classes * each, classes, values);
  }

  @Test
  void ofOneSplitIsWhatSciPyComputes() {
    InceptionScore score = InceptionScore.of(MetricFixtures.rows("probabilities"), 1, 0);
    // SciPy divides each row by its sum, which float32 leaves off 1 by rounding.
    assertThat(score.mean()).isCloseTo(MetricFixtures.number("inceptionScore"), within(1e-7));
    assertThat(score.deviation()).isZero();
  }

  @Test
  void certaintyOfEveryClassIsTheNumberOfClasses() {
    assertThat(InceptionScore.of(certain(8, 5), 1, 0).mean()).isCloseTo(8, within(1e-9));
  }

  @Test
  void oneClassOrNoIdeaIsOne() {
    assertThat(InceptionScore.of(certain(1, 20), 10, 0).mean()).isEqualTo(1);
    float[] uniform = new float[40];
    Arrays.fill(uniform, 0.25f);
    assertThat(InceptionScore.of(new FeatureRows(10, 4, uniform), 2, 0).mean())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void imagesSortedByClassAreShuffledBeforeTheyAreSplit() {
    InceptionScore score = InceptionScore.of(certain(4, 250), 4, 0);
    assertThat(score.mean()).isBetween(3.9, 4.0);
    assertThat(score.deviation()).isPositive();
    assertThat(InceptionScore.of(certain(4, 250), 4, 0)).isEqualTo(score);
    assertThat(InceptionScore.of(certain(4, 250), 4, 1)).isNotEqualTo(score);
  }

  @Test
  void fewerImagesThanSplitsAreRefused() {
    assertThatThrownBy(() -> InceptionScore.of(certain(3, 3), 10, 0))
        .isInstanceOf(UserException.class)
        .hasMessage("an inception score of 9 images in 10 splits; give at least one image a split");
  }

  @Test
  void rowsThatAreNoProbabilitiesAreRefused() {
    assertThatThrownBy(() -> InceptionScore.of(Gaussian.rows(1, 5, 3), 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> InceptionScore.of(new FeatureRows(1, 2, new float[] {0.5f, 0.6f}), 1, 0))
        .hasMessageStartingWith("the probabilities of row 0 add up to ");
  }
}
