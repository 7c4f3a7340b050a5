package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchOrderTest {
  @Property(tries = 100)
  void everyEpochShowsEachImageOnce(
      @ForAll @IntRange(min = 1, max = 50) int count,
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll long seed) {
    BatchOrder order = new BatchOrder(seed, count, batch);
    List<Integer> shown = new ArrayList<>();
    for (long step = 0; shown.size() < 3 * count; step++) {
      IntStream.of(order.indices(step)).forEach(shown::add);
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(shown.subList(epoch * count, (epoch + 1) * count))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    }
  }

  @Property(tries = 50)
  void anIterationDoesNotDependOnThoseBeforeIt(
      @ForAll @IntRange(min = 2, max = 50) int count,
      @ForAll @IntRange(min = 0, max = 100) int step) {
    BatchOrder fromStart = new BatchOrder(3, count, 4);
    for (int i = 0; i < step; i++) {
      fromStart.indices(i);
    }
    assertThat(new BatchOrder(3, count, 4).indices(step)).isEqualTo(fromStart.indices(step));
  }

  @Property(tries = 20)
  void epochsAndSeedsDiffer(@ForAll @IntRange(min = 0, max = 1000) int seed) {
    BatchOrder order = new BatchOrder(seed, 100, 100);
    int[] first = order.indices(0).clone();
    assertThat(order.indices(1)).isNotEqualTo(first);
    assertThat(new BatchOrder(seed + 1L, 100, 100).indices(0)).isNotEqualTo(first);
  }
}
