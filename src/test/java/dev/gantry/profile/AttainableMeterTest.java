package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.nn.Precision;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.proto.ConfigProto;

@ExtendWith(LeakCheck.class)
class AttainableMeterTest {
  /** From a processor of the twenties to a data centre's accelerator. */
  @Test
  void figuresAreThoseOfAMachineOfOurTime() {
    try (AttainableMeter meter =
        new AttainableMeter(ConfigProto.getDefaultInstance(), Precision.FLOAT32)) {
      Attainable attainable = meter.read();
      assertThat(attainable.flopsPerSecond()).isBetween(1e9, 1e15);
      assertThat(attainable.bytesPerSecond()).isBetween(1e8, 1e14);
    }
  }
}
