package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class MemorizationTest {
  private static final FeatureRows TRAINING = Gaussian.rows(1, 1000, 8);

  private static Memorization of(FeatureRows fakes) {
    return Memorization.of(
        NearestNeighbours.of(fakes, TRAINING, 1), NearestNeighbours.within(TRAINING, 1));
  }

  @Test
  void copiesAreFound() {
    Memorization memorization = of(TRAINING.range(0, 100));
    assertThat(memorization.share()).isEqualTo(1);
    assertThat(memorization.copies()).isEqualTo(1);
    assertThat(memorization.fakeDistance()).isZero();
  }

  @Test
  void freshImagesAreAsFarAsTrainingImagesAreFromOneAnother() {
    Memorization memorization = of(Gaussian.rows(2, 1000, 8));
    assertThat(memorization.copies()).isCloseTo(0.01, within(0.01));
    assertThat(memorization.share()).isBetween(0.2, 0.7);
    assertThat(memorization.fakeDistance()).isCloseTo(memorization.trainingDistance(), within(0.1));
  }

  @Test
  void fakesFarFromTheDataAreNoCopies() {
    Memorization memorization = of(Gaussian.moved(Gaussian.rows(2, 100, 8), 1, 50));
    assertThat(memorization.share()).isZero();
    assertThat(memorization.copies()).isZero();
  }

  @Test
  void theSummaryIsOfTheDefinition() {
    FeatureRows training = new FeatureRows(4, 1, new float[] {0, 1, 10, 12});
    FeatureRows fakes = new FeatureRows(3, 1, new float[] {0.5f, 11.5f, 16});
    Memorization memorization =
        Memorization.of(
            NearestNeighbours.of(fakes, training, 1), NearestNeighbours.within(training, 1));
    // Distances 0.5, 0.5 and 4; of the training images 1, 1, 2 and 2.
    assertThat(memorization.share()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(memorization.copies()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(memorization.fakeDistance()).isEqualTo(0.5);
    assertThat(memorization.trainingDistance()).isEqualTo(1.5);
  }

  @Test
  void noImagesAreRefused() {
    assertThatThrownBy(() -> of(MetricFixtures.first(0, TRAINING)))
        .isInstanceOf(UserException.class);
  }
}
