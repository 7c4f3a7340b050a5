package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.data.ShuffleWindow;
import dev.gantry.nn.BatchShare;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowOrderTest {
  @Property(tries = 300)
  void everyEpochShowsEachImageOnce(
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @IntRange(min = 1, max = 9) int block,
      @ForAll @IntRange(min = 1, max = 5) int blocks,
      @ForAll long seed) {
    WindowOrder order = new WindowOrder(seed, count, batch, new ShuffleWindow(block, blocks));
    List<Integer> shown = new ArrayList<>();
    for (long step = 0; shown.size() < 3 * count; step++) {
      IntStream.of(order.indices(step)).forEach(shown::add);
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(shown.subList(epoch * count, (epoch + 1) * count))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    }
  }

  @Property(tries = 100)
  void anIterationDoesNotDependOnThoseBeforeIt(
      @ForAll @IntRange(min = 2, max = 60) int count,
      @ForAll @IntRange(min = 0, max = 100) int step) {
    ShuffleWindow window = new ShuffleWindow(4, 3);
    WindowOrder fromStart = new WindowOrder(3, count, 4, window);
    for (int i = 0; i < step; i++) {
      fromStart.indices(i);
      fromStart.expected(i);
    }
    assertThat(new WindowOrder(3, count, 4, window).indices(step))
        .isEqualTo(fromStart.indices(step));
  }

  @Property(tries = 100)
  void twoHalvesOfABatchAreTheWholeBatch(
      @ForAll @IntRange(min = 8, max = 60) int count,
      @ForAll @IntRange(min = 0, max = 30) int step) {
    ShuffleWindow window = new ShuffleWindow(3, 2);
    int[] whole = new WindowOrder(3, count, 8, window).indices(step);
    int[] halves = new WindowOrder(3, count, 4, window).indices(2L * step);
    assertThat(whole).startsWith(halves);
    assertThat(whole).endsWith(new WindowOrder(3, count, 4, window).indices(2L * step + 1));
  }

  @Test
  void theRowsOfEachBatchAreSharedByTheWorkers() {
    ShuffleWindow window = new ShuffleWindow(3, 2);
    for (long step = 0; step < 20; step++) {
      int[] whole = new WindowOrder(3, 50, 12, window).indices(step);
      int[] first = new WindowOrder(3, 50, 12, window).part(new BatchShare(0, 2, 2)).indices(step);
      int[] second = new WindowOrder(3, 50, 12, window).part(new BatchShare(1, 2, 2)).indices(step);
      // Three batches of four: two rows of each for either.
      for (int batch = 0; batch < 3; batch++) {
        for (int row = 0; row < 2; row++) {
          assertThat(first[2 * batch + row]).isEqualTo(whole[4 * batch + row]);
          assertThat(second[2 * batch + row]).isEqualTo(whole[4 * batch + 2 + row]);
        }
      }
    }
  }

  @Property(tries = 50)
  void whatIsReadWasExpectedBefore(
      @ForAll @IntRange(min = 1, max = 9) int windows,
      @ForAll @IntRange(min = 1, max = 10) int batch) {
    int count = 20 * windows;
    WindowOrder order = new WindowOrder(5, count, batch, new ShuffleWindow(5, 4));
    Set<Integer> expected = new HashSet<>();
    for (long step = 0; step < 3L * count / batch; step++) {
      // The very first window was expected by nobody.
      if (step * batch >= 20) {
        for (int image : order.indices(step)) {
          assertThat(expected).contains(image / 5);
        }
      }
      IntStream.of(order.expected(step)).forEach(image -> expected.add(image / 5));
      IntStream.of(order.indices(step)).forEach(image -> expected.add(image / 5));
    }
  }

  @Test
  void aWindowHoldsFewBlocksAndItsImagesAreMixed() {
    WindowOrder order = new WindowOrder(1, 1000, 50, new ShuffleWindow(10, 5));
    for (long step = 0; step < 20; step++) {
      int[] window = order.indices(step);
      assertThat(IntStream.of(window).map(image -> image / 10).distinct()).hasSize(5);
      assertThat(IntStream.range(1, 50).filter(i -> window[i] == window[i - 1] + 1).count())
          .isLessThan(20);
    }
    assertThat(order.indices(0)).isNotEqualTo(order.indices(20));
    assertThat(new WindowOrder(2, 1000, 50, new ShuffleWindow(10, 5)).indices(0))
        .isNotEqualTo(order.indices(0));
  }
}
