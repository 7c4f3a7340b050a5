package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The classes of a grid's cells: each row is of one class, and real and generated ones agree. */
final class GridLabels {
  private GridLabels() {}

  /** The label of each cell, row by row; 0 where labels are not used. */
  static int[] of(RunConfig config) {
    int columns = config.report().gridColumns();
    int classes = config.conditioning().usesLabels() ? config.conditioning().classes() : 1;
    return IntStream.range(0, config.report().gridRows() * columns)
        .map(cell -> cell / columns % classes)
        .toArray();
  }

  /**
   * Images for the cells in the order of the first epoch, each of its cell's class where labels are
   * used; an image comes again where a class has too few.
   */
  static int[] reals(RunConfig config, ImageSet images) {
    int[] labels = of(config);
    int[] order =
        new BatchOrder(config.seed(), images.count(), Math.max(images.count(), labels.length))
            .indices(0);
    if (!config.conditioning().usesLabels()) {
      return Arrays.copyOf(order, labels.length);
    }
    Map<Integer, List<Integer>> byLabel =
        Arrays.stream(order).boxed().collect(Collectors.groupingBy(images::label));
    int[] taken = new int[config.conditioning().classes()];
    return Arrays.stream(labels)
        .map(
            label -> {
              // A class without an image: with data.limit, or an empty folder.
              List<Integer> own = byLabel.getOrDefault(label, List.of(order[0]));
              return own.get(taken[label]++ % own.size());
            })
        .toArray();
  }
}
