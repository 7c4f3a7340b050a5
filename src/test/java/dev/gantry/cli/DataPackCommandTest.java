package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.io.AtomicFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Packs digits and trains on them. */
class DataPackCommandTest {
  private static final String[] LONGER = {
    "--set", "training.kimg=3",
    "--set", "checkpoint.every-kimg=1",
    "--set", "report.tick-kimg=1",
    "--set", "report.picture-kimg=3"
  };

  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void configuration() {
    gantry = new Gantry(folder);
  }

  private void pack() {
    Gantry.Result packed =
        gantry.run(
            "data",
            "pack",
            "mnist-5k",
            "--out",
            "@packed",
            "--size",
            "8",
            "--channels",
            "1",
            "--limit",
            "500",
            "--shard-images",
            "150");
    assertThat(packed.exitCode()).as(packed.err()).isEqualTo(ExitCode.OK);
    assertThat(packed.out())
        .containsPattern("images +500")
        .containsPattern("files +4 of 0 MB in all")
        .containsPattern("unreadable +0")
        .endsWith(gantry.path("packed") + System.lineSeparator());
  }

  /** Told the classes, so that labels count too. */
  private String[] packedRun(String run, String... more) {
    return Stream.concat(
            Stream.of(
                "train",
                "@tiny.yaml",
                "--run",
                "@" + run,
                "--no-export",
                "--set",
                "data={source: '" + gantry.path("packed") + "', size: 8, channels: 1}",
                "--set",
                "conditioning={generator: concat, discriminator: channel, classes: 10}"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRunOnPackedImagesThatWasKilledAndResumedHasTheSameBits() throws Exception {
    pack();
    try (GantryProcess straight = GantryProcess.start(gantry, packedRun("straight", LONGER));
        GantryProcess killed = GantryProcess.start(gantry, packedRun("killed", LONGER))) {
      killed.await(() -> Files.exists(gantry.path("killed/checkpoints/000001")));
      killed.signal("KILL");
      assertThat(killed.exitCode()).isEqualTo(128 + 9);
      assertThat(straight.exitCode()).as(straight.err()).isEqualTo(ExitCode.OK);
    }
    try (GantryProcess resumed = GantryProcess.start(gantry, "resume", "@killed", "--no-export")) {
      assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.OK);
    }

    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      assertThat(gantry.path("killed/checkpoints/000003/" + file))
          .hasSameBinaryContentAs(gantry.path("straight/checkpoints/000003/" + file));
    }
    assertThat(Files.readString(gantry.path("straight/log.txt")))
        .containsPattern("waited [0-9.]+ s for images in [0-9.]+ s of training");
  }

  @Test
  void otherPackedImagesDoNotGoOn() throws Exception {
    pack();
    Gantry.Result begun = gantry.run(packedRun("run"));
    assertThat(begun.exitCode()).as(begun.err()).isEqualTo(ExitCode.OK);
    AtomicFolder.delete(gantry.path("packed"));
    Gantry.Result other =
        gantry.run(
            "data", "pack", "mnist-5k", "--out", "@packed", "--size", "8", "--channels", "1");
    assertThat(other.exitCode()).as(other.err()).isEqualTo(ExitCode.OK);

    Gantry.Result resumed =
        gantry.run("resume", "@run", "--set", "training.kimg=0.2", "--no-export");
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(resumed.errLines()).hasSize(1);
  }

  @Test
  void aShapeThatTheConfigurationDoesNotAskForIsRefusedInOneLine() {
    pack();
    Gantry.Result result =
        gantry.run(
            "train",
            "@tiny.yaml",
            "--run",
            "@run",
            "--set",
            "data.source=" + gantry.path("packed"),
            "--set",
            "data.size=16");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("is packed as 8×8×1 images", "ask for 16×16×1");
  }

  @Test
  void packingTakesNoMoreMemoryThanAFewOfTheImages() throws Exception {
    // The pixels are 46 MB, the digits themselves 4 MB.
    List<String> heap = List.of("-Xmx24m");
    try (GantryProcess pack =
        GantryProcess.start(
            gantry,
            List.of(),
            heap,
            "data",
            "pack",
            "mnist-5k",
            "--out",
            "@large",
            "--size",
            "96",
            "--channels",
            "1")) {
      assertThat(pack.exitCode()).as(pack.err()).isEqualTo(ExitCode.OK);
    }
    assertThat(Files.size(gantry.path("large/images-00000-of-00001.tfrecord")))
        .isGreaterThan(46_000_000);
  }

  @Test
  void inspectionListsDamagedRecords() throws Exception {
    pack();
    Path shard = gantry.path("packed/images-00001-of-00004.tfrecord");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 20] ^= 1;
    Files.write(shard, bytes);

    Gantry.Result result = gantry.run("data", "inspect", "@packed");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("unreadable +1")
        .contains("images-00001-of-00004.tfrecord:149: record 149 of ", "its checksum is wrong");
  }

  @Test
  void aSizeThatNoImageHasIsRefused() {
    Gantry.Result result =
        gantry.run("data", "pack", "mnist-5k", "--out", "@packed", "--size", "3");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("--size is 3; it must be from 4 to 1024");
    assertThat(gantry.path("packed")).doesNotExist();
  }
}
