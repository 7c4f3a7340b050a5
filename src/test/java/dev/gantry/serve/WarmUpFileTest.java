package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.model.Latents;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class WarmUpFileTest {
  @TempDir Path folder;

  private Path exported() {
    return ServedModel.export(Snapshots.oneHotDcgan(), folder)
        .resolve("1/assets.extra/tf_serving_warmup_requests");
  }

  @Test
  void theRequestsBesideAnExportAreRead() throws Exception {
    List<WarmUpFile.Call> calls = WarmUpFile.read(exported());
    assertThat(calls)
        .extracting(WarmUpFile.Call::signature)
        .containsExactly("serving_default", "serving_default", "png", "png");
    NamedTensors inputs = calls.get(1).inputs();
    assertThat(inputs.get("z").shape()).containsExactly(8, 5);
    assertThat((float[]) inputs.get("z").elements().array()).isEqualTo(Latents.normal(0, 8, 5));
    assertThat((long[]) inputs.get("label").elements().array())
        .containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
  }

  @Test
  void aFileThatWasCutIsRefused() throws Exception {
    Path file = exported();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> WarmUpFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a record goes on after its end");
    // A model serves without.
    try (ServedModel served = new ServedModel.Options(folder.resolve("tiny")).start()) {
      assertThat(served.get("/readyz").code()).isEqualTo(200);
    }
  }
}
