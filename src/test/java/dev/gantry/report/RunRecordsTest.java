package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path parent;

  @Test
  void provenanceIsReadableJsonWithoutWhatIsNotKnown() {
    RunFolder run = RunFolder.create(parent, "x");
    Provenance provenance =
        new Provenance(
            new Provenance.Software("0.1.0", "", "17.0.15", "2.18.0"),
            new Provenance.Machine("Linux amd64", "a \"quoted\" cpu", 2, 8_000_000_000L, "CPU", ""),
            new Provenance.Data("mnist-5k", "abc", 5000),
            -1,
            List.of("train", "configs/ü.yaml"),
            NOON);

    provenance.write(run);

    assertThat(run.provenance())
        .content()
        .isEqualToIgnoringWhitespace(
            """
            {"software": {"gantry": "0.1.0", "java": "17.0.15", "tensorflow": "2.18.0"},
             "machine": {"os": "Linux amd64", "cpu": "a \\"quoted\\" cpu", "cores": 2,
                         "memory_bytes": 8000000000, "device": "CPU"},
             "data": {"source": "mnist-5k", "hash": "abc", "count": 5000},
             "seed": -1, "command_line": ["train", "configs/ü.yaml"],
             "started": "2026-03-01T12:00:00Z"}
            """);
  }

  @Test
  void stateIsReadAsItWasWrittenAndReplaced() {
    RunFolder run = RunFolder.create(parent, "x");
    new RunState(RunState.Status.RUNNING, 1, 10, "", NOON).write(run);
    RunState last = new RunState(RunState.Status.DIVERGED, 5, 10, "D's loss is NaN", NOON);

    last.write(run);

    assertThat(RunState.read(run)).isEqualTo(last);
    assertThat(run.path()).isDirectoryNotContaining("glob:**/*.part");
  }

  @Test
  void damagedStateIsTheUsersToMend() throws Exception {
    RunFolder run = RunFolder.create(parent, "x");

    assertThatThrownBy(() -> RunState.read(run)).isInstanceOf(UserException.class);
    for (String damage : List.of("", "{", "{}", "{\"status\":\"asleep\"}")) {
      Files.writeString(run.state(), damage);
      assertThatThrownBy(() -> RunState.read(run))
          .as(damage)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("state.json");
    }
  }

  @Test
  void writeThatFailsLeavesTheOldContentAndNoPart() throws Exception {
    Path file = Files.writeString(parent.resolve("x.json"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new java.io.IOException("No space left on device");
                    }))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("No space left on device");

    assertThat(file).hasContent("old");
    assertThat(parent).isDirectoryNotContaining("glob:**/*.part");
  }

  @Test
  void writeIntoAnAbsentFolderIsTheUsersMistake() {
    assertThatThrownBy(() -> AtomicFile.write(parent.resolve("absent/x.json"), out -> out.write(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no such file or folder");
  }
}
