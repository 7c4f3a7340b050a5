package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TileTest {
  @Test
  void everyPixelIsKeptOnceAndReachedFromWhereverThePictureGoesOn() {
    int height = 101;
    int width = 67;
    int reach = 5;
    int[] kept = new int[height * width];
    for (Tile tile : Tile.of(height, width, reach, 50)) {
      Tile.Area inner = tile.inner();
      Tile.Area outer = tile.outer();
      for (int y = inner.top(); y < inner.top() + inner.height(); y++) {
        for (int x = inner.left(); x < inner.left() + inner.width(); x++) {
          kept[y * width + x]++;
        }
      }
      assertThat(outer.top()).isEqualTo(Math.max(0, inner.top() - reach));
      assertThat(outer.left()).isEqualTo(Math.max(0, inner.left() - reach));
      assertThat(outer.top() + outer.height())
          .isEqualTo(Math.min(height, inner.top() + inner.height() + reach));
      assertThat(outer.left() + outer.width())
          .isEqualTo(Math.min(width, inner.left() + inner.width() + reach));
      assertThat(outer.height()).isLessThanOrEqualTo(50);
    }
    assertThat(kept).containsOnly(1);
  }

  @Test
  void aPictureThatFitsIsOneTile() {
    Tile.Area all = new Tile.Area(0, 0, 20, 30);
    assertThat(Tile.of(20, 30, 5, 100)).isEqualTo(List.of(new Tile(all, all)));
  }

  @Test
  void whereTheReachLeavesNothingASmallPartIsKept() {
    assertThat(Tile.of(64, 64, 1000, 10)).hasSize(4);
  }
}
