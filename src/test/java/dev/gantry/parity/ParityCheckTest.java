package dev.gantry.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the check lets pass and what it finds, with runs that repeat PyTorch's but for one thing.
 */
class ParityCheckTest {
  private static ParityCase parityCase;

  @BeforeAll
  static void load() throws IOException {
    parityCase =
        ParityCase.all().stream().filter(c -> c.name().equals("dcgan32")).findFirst().orElseThrow();
  }

  @Test
  void caseHasTheSizesOfItsConfiguration() {
    assertThat(parityCase.iterations()).hasSize(20);
    assertThat(parityCase.iterations())
        .allSatisfy(
            iteration -> {
              assertThat(iteration.reals()).hasSize(4 * 32 * 32 * 3);
              assertThat(iteration.latents()).hasSize(4 * 16);
            });
    assertThat(parityCase.start().get("generator/block0/kernel")).hasSize(16 * 4 * 4 * 16);
    assertThat(parityCase.start().get("discriminator/logit/kernel")).hasSize(4 * 4 * 16);
    assertThat(parityCase.start().keySet()).isEqualTo(parityCase.finals().keySet());
    assertThat(parityCase.gradients()).containsKeys("generator/image/kernel");
    assertThat(parityCase.gradients()).doesNotContainKeys("generator/block0/norm/mean");
    assertThat(parityCase.averages()).containsKeys("generator/block0/norm/mean");
  }

  @Test
  void everyCaseHasOneConfigurationAndFourArraysOfLosses() throws IOException {
    assertThat(ParityCase.all())
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            each -> {
              assertThat(each.config()).isRegularFile();
              assertThat(each.iterations()).isNotEmpty();
            });
  }

  @Test
  void sameNumbersPass() {
    assertThat(ParityCheck.violations(parityCase, new Replay())).isEmpty();
  }

  @Test
  void lossOffByMoreThanThreeSpreadsIsFound() {
    Replay replay = new Replay();
    replay.outcome =
        o ->
            new GantrySteps.Outcome(
                o.dLoss() * 1.000004f, o.gLoss(), o.dReal(), o.dFake(), o.gradients());

    assertThat(ParityCheck.violations(parityCase, replay))
        .hasSize(20)
        .allSatisfy(line -> assertThat(line).startsWith("d-loss of step "));
  }

  @Test
  void lossThatIsNotANumberIsFound() {
    Replay replay = new Replay();
    replay.outcome =
        o -> new GantrySteps.Outcome(o.dLoss(), Float.NaN, o.dReal(), o.dFake(), o.gradients());

    assertThat(ParityCheck.violations(parityCase, replay))
        .hasSize(21)
        .first()
        .asString()
        .startsWith("first g-loss is NaN");
  }

  @Test
  void gradientOffInOneElementIsFound() {
    Replay replay = new Replay();
    replay.outcome =
        o -> {
          float[] gradient = o.gradients().get("generator/image/kernel").clone();
          gradient[7] += 2e-5f * largest(gradient);
          Map<String, float[]> gradients = new HashMap<>(o.gradients());
          gradients.put("generator/image/kernel", gradient);
          return new GantrySteps.Outcome(o.dLoss(), o.gLoss(), o.dReal(), o.dFake(), gradients);
        };

    assertThat(ParityCheck.violations(parityCase, replay))
        .singleElement()
        .asString()
        .startsWith("gradient of generator/image/kernel: off by 2.0e-05");
  }

  @Test
  void gradientThatIsMissingIsFound() {
    Replay replay = new Replay();
    replay.outcome =
        o -> new GantrySteps.Outcome(o.dLoss(), o.gLoss(), o.dReal(), o.dFake(), Map.of());

    assertThat(ParityCheck.violations(parityCase, replay))
        .hasSize(1 + parityCase.gradients().size());
  }

  @Test
  void statisticThatIsNotMovedIsFound() {
    Replay replay = new Replay();
    String name = "discriminator/block1/norm/variance";
    replay.variables.put(name, parityCase.start().get(name));

    assertThat(ParityCheck.violations(parityCase, replay))
        .singleElement()
        .asString()
        .startsWith("final variable " + name);
  }

  @Test
  void averageThatIsTheWeightIsFound() {
    Replay replay = new Replay();
    replay.averages.replaceAll((name, average) -> parityCase.finals().get(name));

    assertThat(ParityCheck.violations(parityCase, replay)).hasSize(parityCase.averages().size());
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Gives PyTorch's own numbers back. */
  private static final class Replay implements GantrySteps {
    private final Map<String, float[]> variables = new HashMap<>(parityCase.finals());
    private final Map<String, float[]> averages = new HashMap<>(parityCase.averages());
    private UnaryOperator<Outcome> outcome = UnaryOperator.identity();

    @Override
    public void assign(Map<String, float[]> values) {}

    @Override
    public Outcome step(ParityCase.Iteration iteration) {
      ParityCase.Losses losses = iteration.losses();
      return outcome.apply(
          new Outcome(
              losses.d(), losses.g(), losses.dReal(), losses.dFake(), parityCase.gradients()));
    }

    @Override
    public Map<String, float[]> variables() {
      return variables;
    }

    @Override
    public Map<String, float[]> averages() {
      return averages;
    }

    @Override
    public void close() {}
  }
}
