package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NormalQuantileTest {
  /** Of statistical tables, from 0.5 up to 0.9999. */
  private static final double[] SHARES = {0.5, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999, 0.9999};

  private static final double[] QUANTILES = {
    0, 0.2533471, 0.6744898, 1.2815516, 1.6448536, 1.9599640, 2.3263479, 3.0902323, 3.7190165
  };

  @Test
  void sharesAboveOneHalfGiveTheQuantilesOfTables() {
    assertQuantiles(1);
  }

  @Test
  void sharesBelowOneHalfGiveTheirNegatives() {
    assertQuantiles(-1);
  }

  private static void assertQuantiles(int sign) {
    float[] q = new float[SHARES.length];
    float[] wanted = new float[SHARES.length];
    for (int i = 0; i < q.length; i++) {
      q[i] = (float) (sign * (SHARES[i] - 0.5));
      wanted[i] = (float) (sign * QUANTILES[i]);
    }
    try (ScratchGraph graph = new ScratchGraph()) {
      // A float is known to 3e-8 near 1/2, and the quantile at 0.9999 changes 2,500 times as fast.
      assertThat(graph.values(NormalQuantile.of(graph.tf(), graph.vector(q))))
          .containsExactly(wanted, within(1e-4f));
    }
  }
}
