package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.report.Stats;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BalanceAlarmTest {
  private final BalanceAlarm alarm = new BalanceAlarm();

  private static Stats tick(double dLoss, double dFake, double gNorm) {
    return new Stats(
        1, 4, 0.004, dLoss, 1, 0.9, dFake, 0, 1, gNorm, 10, 1, 1e-4, 1e-4, 0, Map.of(), 0);
  }

  private Stream<String> after(Stats... ticks) {
    return Stream.of(ticks).flatMap(tick -> alarm.after(tick).stream());
  }

  @Test
  void aBalancedRunIsSilent() {
    Stats balanced = tick(1.3, 0.45, 2);
    assertThat(after(balanced, balanced, balanced, balanced)).isEmpty();
  }

  @Test
  void threeTicksWithASureDiscriminatorAreToldWithWhatToTry() {
    Stats won = tick(0.01, 0.005, 2);
    assertThat(after(won, won)).isEmpty();
    assertThat(after(won))
        .singleElement()
        .asString()
        .startsWith("the discriminator has won: D loss 0.0100, D(G(z)) 0.0050")
        .contains("try a lower optimizer.discriminator.learning-rate", "objective.real-target 0.9");
  }

  @Test
  void aVanishedGradientOfTheGeneratorIsToldToo() {
    Stats early = tick(1.3, 0.45, 10);
    Stats vanished = tick(0.08, 0.04, 0.05);
    assertThat(after(early, vanished, vanished, vanished)).hasSize(1);
  }

  @Test
  void aSmallGradientAloneIsNoAlarm() {
    Stats early = tick(1.3, 0.45, 10);
    Stats settled = tick(1.3, 0.45, 0.05);
    assertThat(after(early, settled, settled, settled)).isEmpty();
  }

  @Test
  void aTickInBetweenStartsTheCountAnew() {
    Stats won = tick(0.01, 0.005, 2);
    Stats balanced = tick(1.3, 0.45, 2);
    assertThat(after(won, won, balanced, won, won)).isEmpty();
  }

  @Test
  void itIsToldOnce() {
    Stats won = tick(0.01, 0.005, 2);
    assertThat(after(won, won, won, won, won, won, won)).hasSize(1);
  }
}
