package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class MemoryNeedTest {
  @Test
  void countsParametersAndTheActivationsOfAPlainGan() {
    // G: 4·8+8, 8·64+64; D: 64·8+8, 8·1+1. A dense layer makes product, sum and activation; the
    // image's and the logit's activation are tanh and none.
    double parameters = (4 * 8 + 8 + 8 * 64 + 64) + (64 * 8 + 8 + 8 + 1);
    double activations = (3 * 8 + 3 * 64) + 2 * (3 * 8 + 2);

    double bytes =
        MemoryNeed.bytes(
            TinyRun.config(
                "model.generator={type: mlp, hidden: [8]}",
                "model.discriminator={type: mlp, hidden: [8]}"));

    assertThat(bytes).isEqualTo(4 * (4 * parameters + 4 * activations));
  }

  @Test
  void aTinyRunFits() {
    assertThatCode(() -> MemoryNeed.check(TinyRun.config())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.batch=65536 data.size=1024",
        "model.generator.width=4096 data.size=1024",
        "model.discriminator.width=4096 data.size=1024"
      })
  void whatNoMachineHasIsRefusedBeforeTensorFlowTriesIt(String settings) {
    assertThatThrownBy(() -> MemoryNeed.check(TinyRun.config(settings.split(" ", -1))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("needs at least")
        .hasMessageContaining("GB of memory, this machine has");
  }
}
