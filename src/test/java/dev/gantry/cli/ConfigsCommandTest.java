package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigsCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("b.yaml"), "# The second, in 2.5 parts: and more.\nseed: 2\n");
    Files.writeString(
        folder.resolve("first.yaml"), "# The first of\n# them. Not this.\nname: a\nseed: 1\n");
    Files.writeString(folder.resolve("notes.txt"), "# nothing\n");
  }

  private int run(String... args) {
    Map<String, String> environment = Map.of("GANTRY_CONFIGS", folder.toString());
    return Main.run(new PrintWriter(out), new PrintWriter(err), environment, args);
  }

  @Test
  void everyConfigurationHasALineWithItsFirstSentence() {
    assertThat(run("configs")).isEqualTo(ExitCode.OK);
    assertThat(out.toString().lines())
        .containsExactly("b      The second, in 2.5 parts", "first  The first of them");
  }

  @Test
  void aConfigurationIsFoundByItsName() {
    assertThat(run("bench", "first", "--set", "data.size=5")).isEqualTo(ExitCode.USER);
    assertThat(err.toString()).contains("data.size 5 does not halve");
  }

  @Test
  void noConfigurationsIsTheUsersMistake() throws IOException {
    Files.delete(folder.resolve("b.yaml"));
    Files.delete(folder.resolve("first.yaml"));
    assertThat(run("configs")).isEqualTo(ExitCode.USER);
    assertThat(err.toString()).startsWith("gantry: there are no configurations in");
  }
}
