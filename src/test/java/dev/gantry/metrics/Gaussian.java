package dev.gantry.metrics;

import dev.gantry.testing.Noise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Features for tests that no extractor made. */
final class Gaussian {
  private Gaussian() {}

  /** Standard normal, the same for the same seed. */
  static FeatureRows rows(long seed, int count, int size) {
    return new FeatureRows(count, size, Noise.normal(seed, count * size));
  }

  /** Each number times {@code scale} plus {@code shift}. */
  static FeatureRows moved(FeatureRows rows, double scale, double shift) {
    float[] values = rows.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * scale + shift);
    }
    return new FeatureRows(rows.count(), rows.size(), values);
  }

  /** The same rows in another order. */
  static FeatureRows shuffled(long seed, FeatureRows rows) {
    List<Integer> order =
        IntStream.range(0, rows.count()).boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(order, new Random(seed));
    return rows.select(order.stream().mapToInt(i -> i).toArray());
  }
}
