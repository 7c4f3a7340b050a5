package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import dev.gantry.metrics.NearestNeighbours.Neighbour;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class NeighbourSearchTest {
  private static final FeatureRows QUERIES = Gaussian.rows(1, 20, 8);
  private static final FeatureRows REFERENCES = Gaussian.rows(2, 300, 8);

  private static NeighbourSearch searched(FeatureRows references, int neighbours, int atATime) {
    NeighbourSearch search = new NeighbourSearch(QUERIES, neighbours);
    for (int first = 0; first < references.count(); first += atATime) {
      search.add(references.range(first, atATime));
    }
    return search;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 64, 299, 300})
  void blocksGiveTheNeighboursThatAllAtOnceGive(int atATime) {
    NearestNeighbours found = searched(REFERENCES, 4, atATime).found();

    NearestNeighbours expected = NearestNeighbours.of(QUERIES, REFERENCES, 4);
    assertThat(found.count()).isEqualTo(QUERIES.count());
    for (int query = 0; query < QUERIES.count(); query++) {
      for (int order = 0; order < 4; order++) {
        assertThat(found.of(query, order)).isEqualTo(expected.of(query, order));
      }
    }
  }

  @Test
  void ofEqualImagesInTwoBlocksTheFirstIsNearer() {
    NeighbourSearch search = searched(QUERIES, 2, 20);
    search.add(QUERIES);

    NearestNeighbours found = search.found();

    assertThat(found.of(7, 0)).isEqualTo(new Neighbour(7, 0));
    assertThat(found.of(7, 1)).isEqualTo(new Neighbour(27, 0));
  }

  @Test
  void fewerImagesThanNeighboursAreRefused() {
    assertThatThrownBy(() -> searched(REFERENCES.range(0, 3), 4, 2).found())
        .isInstanceOf(UserException.class)
        .hasMessage("4 neighbours among 3 images; ask for 1 to as many as there are");
    assertThatThrownBy(() -> new NeighbourSearch(QUERIES, 0)).isInstanceOf(UserException.class);
  }
}
