package dev.gantry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.train.Replica;
import dev.gantry.train.ReplicaBenchmark;
import dev.gantry.train.ReplicaBenchmark.Exchange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingModelTest {
  private static final Network NONE = new Network("none", Double.POSITIVE_INFINITY, 0);

  @Test
  void itAgreesWithWhatWasMeasured() {
    ReplicaBenchmark measured =
        new ReplicaBenchmark(
            new Replica(0, 4, Replica.BatchStatistics.REPLICA),
            64,
            0.130,
            0.100,
            List.of(new Exchange(4_000_000, 0.018), new Exchange(400_000, 0.0096)),
            new Exchange(4, 0.006));
    ScalingModel model = ScalingModel.of(measured);

    // 6 messages of 1 ms; 1.5 times the bytes at 2 ns each
    assertThat(model.messageSeconds()).isCloseTo(1e-3, within(1e-12));
    assertThat(model.byteSeconds()).isCloseTo(2e-9, within(1e-15));
    assertThat(model.exchangeSeconds(4, NONE))
        .isCloseTo(0.018 + 0.006 + 1.5 * 400_000 * 2e-9, within(1e-9));
  }

  @Test
  void aNetworkAddsTheTimeOfTheRing() {
    ScalingModel model = new ScalingModel(0.1, List.of(1_000_000L), 0, 0);
    Network network = new Network("8 Mbit/s", 1e6, 1e-3);

    // 2 (N - 1) / N bytes / bandwidth + 2 (N - 1) latency
    assertThat(model.exchangeSeconds(2, network)).isCloseTo(1 + 0.002, within(1e-12));
    assertThat(model.exchangeSeconds(64, network)).isCloseTo(126.0 / 64 + 0.126, within(1e-12));
    assertThat(model.efficiency(2, network)).isCloseTo(0.1 / 1.102, within(1e-12));
  }

  @Test
  void oneMachineExchangesNothing() {
    ScalingModel model = new ScalingModel(0.1, List.of(1_000_000L), 1e-3, 1e-9);

    assertThat(model.efficiency(1, Network.common().get(0))).isEqualTo(1);
  }
}
