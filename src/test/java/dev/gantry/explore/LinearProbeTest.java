package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LinearProbeTest {
  private static final int COLUMNS = 5;
  private static final int CLASSES = 3;

  /** Noise, and in the column of its class a distance to the others. */
  private static FeatureTable table(int rows, float distance, long seed) {
    int[] labels = IntStream.range(0, rows).map(i -> i % CLASSES).toArray();
    float[] values = Noise.normal(seed, rows * COLUMNS);
    for (int i = 0; i < rows; i++) {
      values[i * COLUMNS + labels[i]] += distance;
    }
    FeatureTable table = new FeatureTable(labels, COLUMNS);
    table.add(values);
    return table;
  }

  private static double accuracy(float distance, int trainedOn) {
    try (FeatureTable train = table(600, distance, 1);
        FeatureTable test = table(300, distance, 2);
        LinearProbe probe = new LinearProbe(train, CLASSES, 3)) {
      return probe.run(IntStream.range(0, trainedOn).toArray(), test).accuracy();
    }
  }

  /** Of three normal distributions at 3 deviations along an axis each, Bayes tells 96.6 % right. */
  @Test
  void itComesNearToTheBestClassifierThatThereIs() {
    double bayes = bayes(3);
    assertThat(bayes).isGreaterThan(0.95);
    assertThat(accuracy(3, 600)).isCloseTo(bayes, within(0.03));
  }

  /** The share of 300,000 draws whose own column, less nothing, is the largest. */
  private static double bayes(float distance) {
    int draws = 300_000;
    float[] noise = Noise.normal(9, draws * CLASSES);
    int right = 0;
    for (int i = 0; i < draws; i++) {
      float own = noise[i * CLASSES] + distance;
      right += own > noise[i * CLASSES + 1] && own > noise[i * CLASSES + 2] ? 1 : 0;
    }
    return right / (double) draws;
  }

  @Test
  void itGuessesWhereThereIsNothingToLearn() {
    assertThat(accuracy(0, 600)).isCloseTo(1.0 / CLASSES, within(0.1));
  }

  @Test
  void fewRowsTeachLessButTheSameRowsTheSame() {
    double few = accuracy(1.5f, 30);
    assertThat(few).isLessThan(accuracy(1.5f, 600)).isGreaterThan(0.5);
    assertThat(accuracy(1.5f, 30)).isEqualTo(few);
  }

  @Test
  void columnsAreStandardized() {
    try (FeatureTable table = new FeatureTable(new int[4], 2)) {
      table.add(new float[] {1, 7, 3, 7});
      table.add(new float[] {5, 7, 7, 7});
      assertThat(table.means()).containsExactly(4, 7);
      assertThat(table.scales()[0]).isCloseTo((float) (1 / Math.sqrt(5)), within(1e-6f));
      assertThat(table.scales()[1]).isZero();
    }
  }
}
