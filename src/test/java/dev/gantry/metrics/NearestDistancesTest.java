package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NearestDistancesTest {
  private static final FeatureRows ORIGIN = new FeatureRows(1, 1, new float[] {0});

  /** Of points at 1 to {@code count} on a line, from its origin. */
  private static NearestDistances upTo(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = count - i;
    }
    return NearestDistances.of(NearestNeighbours.of(new FeatureRows(count, 1, values), ORIGIN, 1));
  }

  @Test
  void medianIsTheMiddleOne() {
    assertThat(upTo(5).median()).isEqualTo(3);
    assertThat(upTo(6).median()).isEqualTo(3.5);
  }

  @Test
  void theShareIsBelowItsQuantile() {
    NearestDistances distances = upTo(200);
    assertThat(distances.quantile(0.01)).isEqualTo(3);
    assertThat(distances.shareBelow(3)).isCloseTo(0.01, within(1e-12));
    assertThat(distances.quantile(0.5)).isEqualTo(101);
    assertThat(distances.countBelow(3)).isEqualTo(2);
    assertThat(distances.shareBelow(0.5)).isZero();
    assertThat(distances.shareBelow(201)).isEqualTo(1);
  }

  @Test
  void ofFewImagesTheLeastDistanceStandsForASmallQuantile() {
    assertThat(upTo(5).quantile(0.01)).isEqualTo(1);
  }

  @Test
  void noImagesAreRefused() {
    assertThatThrownBy(() -> upTo(0)).isInstanceOf(UserException.class);
  }
}
