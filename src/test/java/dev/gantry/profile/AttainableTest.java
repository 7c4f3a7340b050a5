package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttainableTest {
  @Test
  void eachFigureIsTheBestByItself() {
    Attainable first = new Attainable(1, 9);
    Attainable second = new Attainable(2, 5);
    assertThat(Attainable.best(List.of(first, second))).isEqualTo(new Attainable(2, 9));
  }
}
