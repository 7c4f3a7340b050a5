package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.error.UserException;
import dev.gantry.metrics.NearestNeighbours.Neighbour;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NearestNeighboursTest {
  private static final FeatureRows REALS = MetricFixtures.rows("reals");
  private static final FeatureRows FAKES = MetricFixtures.rows("fakes");

  @Test
  void ofAFixtureAreThoseThatScikitLearnFinds() {
    NearestNeighbours found = NearestNeighbours.of(FAKES, REALS, 3);
    JsonNode expected = MetricFixtures.json("neighbours");
    for (int i = 0; i < FAKES.count(); i++) {
      for (int k = 0; k < 3; k++) {
        Neighbour neighbour = found.of(i, k);
        assertThat(neighbour.index()).isEqualTo(expected.at("/indices/" + i + "/" + k).intValue());
        assertThat(neighbour.distance())
            .isCloseTo(expected.at("/distances/" + i + "/" + k).doubleValue(), within(1e-9));
      }
    }
  }

  @Test
  void anImageOfTheSetIsItsOwnNeighbourAtNoDistance() {
    FeatureRows far = Gaussian.moved(Gaussian.rows(1, 30, 8), 1, 5000);
    NearestNeighbours found = NearestNeighbours.of(far, far, 1);
    for (int i = 0; i < far.count(); i++) {
      assertThat(found.of(i, 0)).isEqualTo(new Neighbour(i, 0));
    }
  }

  @Test
  void withinASetAnImageIsNotItsOwnNeighbour() {
    FeatureRows line = new FeatureRows(4, 1, new float[] {0, 1, 10, 12});
    NearestNeighbours found = NearestNeighbours.within(line, 2);
    assertThat(found.of(0, 0)).isEqualTo(new Neighbour(1, 1));
    assertThat(found.of(1, 1)).isEqualTo(new Neighbour(2, 9));
    assertThat(found.of(2, 0)).isEqualTo(new Neighbour(3, 2));
    assertThat(found.of(3, 1)).isEqualTo(new Neighbour(1, 11));
  }

  @Test
  void moreNeighboursThanImagesAreRefused() {
    assertThatThrownBy(() -> NearestNeighbours.within(MetricFixtures.first(3, REALS), 3))
        .isInstanceOf(UserException.class)
        .hasMessage("3 neighbours among 2 images; ask for 1 to as many as there are");
    assertThatThrownBy(() -> NearestNeighbours.of(REALS, FAKES, 0))
        .isInstanceOf(UserException.class);
  }

  @Test
  void featuresOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> NearestNeighbours.of(REALS, Gaussian.rows(1, 9, 5), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
