package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // a shell stands for Python
class PeerScriptTest {
  @TempDir private Path folder;

  private static RunConfig config(String name, String... settings) {
    return RunConfigReader.read(Path.of("configs", name + ".yaml"), List.of(settings));
  }

  private PeerScript program(String text) throws IOException {
    Files.writeString(folder.resolve("peer.py"), text);
    return new PeerScript("peer.py", List.of("--size", "32"));
  }

  @Test
  void dcganSnganAndWganGpHaveProgramsThatAreToldOfTheNetworks() {
    assertThat(PeerScript.of(config("cifar10-dcgan", "training.threads=2")))
        .hasValueSatisfying(
            peer -> {
              assertThat(Path.of("scripts/peers", peer.script())).isRegularFile();
              assertThat(String.join(" ", peer.arguments()))
                  .isEqualTo("--size 32 --width 64 --latent 100 --batch 128 --threads 2");
            });
    assertThat(PeerScript.of(config("cifar10-sngan")))
        .hasValueSatisfying(
            peer -> {
              assertThat(Path.of("scripts/peers", peer.script())).isRegularFile();
              assertThat(peer.arguments()).endsWith("--generator-batch", "256");
            });
    assertThat(PeerScript.of(config("cifar10-wgan-gp")))
        .hasValueSatisfying(
            peer -> {
              assertThat(Path.of("scripts/peers", peer.script())).isRegularFile();
              assertThat(peer.arguments()).contains("--d-steps", "5", "--normalization", "layer");
            });
  }

  @Test
  void otherRecipesHaveNone() {
    assertThat(PeerScript.of(config("mnist-dcgan"))).isEmpty();
    assertThat(PeerScript.of(config("cifar10-sngan-resnet"))).isEmpty();
  }

  @Test
  void itsLastLineIsWhatItMeasured() throws IOException {
    PeerScript peer = program("echo hello; echo '{\"ms_per_step\": 12.5, \"args\": \"'$*'\"}'");
    var figures = peer.run("sh", folder, List.of("--amp"));
    assertThat(figures.get("ms_per_step").doubleValue()).isEqualTo(12.5);
    assertThat(figures.get("args").textValue()).isEqualTo("--json --size 32 --amp");
  }

  @Test
  void whatItSaidLastIsToldWhenItFails() throws IOException {
    PeerScript peer = program("echo 'No module named torch' >&2; exit 3");
    assertThatThrownBy(() -> peer.run("sh", folder, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("peer.py ended with 3: No module named torch");
  }

  @Test
  void anInterpreterOrProgramThatIsNotThereIsNamed() throws IOException {
    PeerScript peer = program("");
    assertThatThrownBy(() -> peer.run("no-such-python", folder, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no-such-python");
    assertThatThrownBy(() -> peer.run("sh", folder.resolve("elsewhere"), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("GANTRY_PEERS");
  }

  @Test
  void figuresThatAreNoJsonAreTheProgramsFault() throws IOException {
    PeerScript peer = program("echo '{oops'");
    assertThatThrownBy(() -> peer.run("sh", folder, List.of()))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("as JSON");
  }
}
