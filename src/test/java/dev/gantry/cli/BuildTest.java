package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildTest {
  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef0123456789abcdef01234567, gantry 1.2 (0123456)",
    "${git.commit.id}, gantry 1.2",
    "'', gantry 1.2"
  })
  void onlyACommitIsShownAsOne(String commit, String line) {
    Attributes manifest = new Attributes();
    manifest.put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2");
    manifest.putValue("Git-Commit", commit);
    assertThat(Build.of(manifest).line()).isEqualTo(line);
  }

  @Test
  void aManifestThatSaysNothingIsOfADevelopersBuild() {
    assertThat(Build.of(new Attributes())).isEqualTo(new Build("development", ""));
  }
}
