package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalvingsTest {
  @ParameterizedTest
  @CsvSource({"8, 4, 1", "16, 4, 2", "28, 7, 2", "32, 4, 3", "48, 6, 3", "64, 4, 4", "80, 5, 4"})
  void sizesHalveDownToTheirBase(int size, int base, int count) {
    assertThatCode(() -> Halvings.checkSize(size, "net")).doesNotThrowAnyException();
    assertThat(Halvings.of(size)).isEqualTo(new Halvings(base, count));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 18, 27, 30, 44, 100})
  void sizesThatDoNotFitAreRefusedWithSomeThatDo(int size) {
    assertThatThrownBy(() -> Halvings.checkSize(size, "net"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data.size %d does not halve down to 4 to 8 pixels for net; use 16, 28, 32, 48, 64 or another such size"
                .formatted(size));
  }

  @Property(tries = 300)
  void everySizeIsMadeOfItsHalvings(@ForAll @IntRange(min = 1, max = 4096) int size) {
    Halvings halvings = Halvings.of(size);

    assertThat(halvings.base() << halvings.count()).isEqualTo(size);
  }

  @Test
  void channelsDoubleAtEveryHalving() {
    assertThat(Halvings.of(32).doubling(3)).containsExactly(3, 6, 12, 24);
    assertThat(Halvings.of(28).doubling(3)).containsExactly(3, 6, 12);
  }
}
