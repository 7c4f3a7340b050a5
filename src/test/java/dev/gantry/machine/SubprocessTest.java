package dev.gantry.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SubprocessTest {
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aProgramThatHangsIsStopped() throws Exception {
    Subprocess.Ended ended =
        Subprocess.run(
            new ProcessBuilder("sh", "-c", "echo waiting; exec sleep 60"), Duration.ofMillis(500));
    assertThat(ended.exitCode()).isEqualTo(-1);
    assertThat(ended.output()).isEqualTo("waiting\n");
  }

  @Test
  void aProgramThatIsNotThereOrFailsSaysNothing() {
    assertThat(Subprocess.output(List.of("no-such-program"), Duration.ofSeconds(5))).isEmpty();
  }
}
