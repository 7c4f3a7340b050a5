package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class CheckpointsTest {
  private static final Checkpoint.Origin ORIGIN =
      new Checkpoint.Origin("name: tiny\n", "hash", List.of("cat", "dog"));

  @TempDir Path folder;

  private final RunConfig config = TinyRun.config();

  @BeforeEach
  void saveThree() {
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU)) {
      session.initialize();
      for (long images : List.of(1000L, 1500L, 12_000L)) {
        checkpoints().save(session, new Counters(images / 4, images, 1.5), ORIGIN, 2);
      }
    }
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(folder);
  }

  @Test
  void theLatestStayAndNothingHalfWritten() throws Exception {
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("000001.500", "000012");
    }
  }

  @Test
  void theNewestIsReadBack() {
    Checkpoint latest = checkpoints().latest();
    assertThat(latest.folder()).isEqualTo(folder.resolve("000012"));
    assertThat(latest.manifest().counters()).isEqualTo(new Counters(3000, 12_000, 1.5));
    assertThat(latest.manifest().files())
        .containsOnlyKeys("config.yaml", "variables.data-00000-of-00001", "variables.index");
    assertThat(latest.classes()).containsExactly("cat", "dog");
  }

  @Test
  void aManifestOfBeforeThereWereClassesHasNone() throws Exception {
    Path manifest = folder.resolve("000012/checkpoint.json");
    String text = Files.readString(manifest);
    String without = text.replaceFirst("(?m)^ *\"classes\" : .*\\R", "");
    assertThat(without).isNotEqualTo(text);
    Files.writeString(manifest, without);

    Checkpoint latest = checkpoints().latest();

    assertThat(latest.folder()).isEqualTo(folder.resolve("000012"));
    assertThat(latest.classes()).isEmpty();
  }

  @Test
  void aDamagedOneIsPassedOverForTheOneBefore() throws Exception {
    damage("000012");
    assertThat(checkpoints().latest().folder()).isEqualTo(folder.resolve("000001.500"));
  }

  @Test
  void withNoneWholeTheReasonIsTold() throws Exception {
    damage("000012");
    Files.delete(folder.resolve("000001.500/variables.index"));
    assertThatThrownBy(() -> checkpoints().latest())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no checkpoint under")
        .hasMessageContaining("variables.data-00000-of-00001 is damaged");
  }

  @Test
  void aManifestOfALaterFormatIsRefused() throws Exception {
    for (String name : List.of("000001.500", "000012")) {
      Path manifest = folder.resolve(name).resolve("checkpoint.json");
      String text = Files.readString(manifest);
      Files.writeString(manifest, text.replace("\"format\" : 1", "\"format\" : 2"));
    }
    assertThatThrownBy(() -> checkpoints().latest())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has format 2, expected 1");
  }

  @Test
  void anEmptyFolderSaysSo() throws Exception {
    assertThatThrownBy(() -> new Checkpoints(folder.resolve("nothing")).latest())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no checkpoint");
  }

  private void damage(String name) throws Exception {
    Path data = folder.resolve(name).resolve("variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
  }
}
