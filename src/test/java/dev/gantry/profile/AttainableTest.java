package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttainableTest {
  @Test
  void eachFigureIsTheMedianByItself() {
    Attainable slow = new Attainable(1, 5);
    Attainable middle = new Attainable(2, 9);
    Attainable fast = new Attainable(9, 6);
    assertThat(Attainable.median(List.of(fast, slow, middle))).isEqualTo(new Attainable(2, 6));
    assertThat(Attainable.median(List.of(slow, middle))).isEqualTo(new Attainable(1.5, 7));
  }
}
