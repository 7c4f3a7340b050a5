package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path parent;

  @Test
  void firstRunHasNumberZeroAndMakesItsParent() {
    RunFolder run = RunFolder.create(parent.resolve("a/runs"), "mnist-dcgan");

    assertThat(run.path()).isEqualTo(parent.resolve("a/runs/00000-mnist-dcgan")).isDirectory();
  }

  @Test
  void nextRunFollowsTheHighestNumberOverGapsAndStrangers() throws Exception {
    Files.createDirectory(parent.resolve("00007-other"));
    Files.createDirectory(parent.resolve("00002-other"));
    Files.createDirectory(parent.resolve("notes"));

    assertThat(RunFolder.create(parent, "x").name()).isEqualTo("00008-x");
  }

  @Test
  void runsStartedAtOnceHaveNumbersOfTheirOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<RunFolder>> starts =
          IntStream.range(0, 40)
              .mapToObj(i -> (Callable<RunFolder>) () -> RunFolder.create(parent, "run" + i))
              .toList();
      for (Future<RunFolder> started : threads.invokeAll(starts)) {
        assertThat(started.get().path()).isDirectory();
      }
    } finally {
      threads.shutdown();
    }

    try (Stream<Path> entries = Files.list(parent)) {
      List<String> names = entries.map(path -> path.getFileName().toString()).toList();
      assertThat(names).hasSize(40).noneMatch(name -> name.startsWith("."));
      assertThat(names.stream().map(name -> name.substring(0, 5))).doesNotHaveDuplicates();
    }
  }

  @Test
  void parentThatIsAFileIsTheUsersMistake() throws Exception {
    Path file = Files.createFile(parent.resolve("runs"));

    assertThatThrownBy(() -> RunFolder.create(file, "x"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void nameWithASeparatorIsRefused() {
    assertThatThrownBy(() -> RunFolder.create(parent, "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void folderWithoutConfigurationIsNotARun() {
    assertThatThrownBy(() -> RunFolder.open(parent))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no config.yaml");
    assertThatThrownBy(() -> RunFolder.open(parent.resolve("absent")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void latestIsTheHighestNumberWithAConfiguration() throws Exception {
    for (String name : List.of("00009-a", "00010-b", "00011-without", "notes")) {
      Files.createDirectory(parent.resolve(name));
    }
    for (String name : List.of("00009-a", "00010-b", "notes")) {
      Files.createFile(parent.resolve(name).resolve("config.yaml"));
    }

    assertThat(RunFolder.latest(parent).name()).isEqualTo("00010-b");
  }

  @Test
  void latestOfNoRunsIsTheUsersMistake() {
    assertThatThrownBy(() -> RunFolder.latest(parent))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no run");
    assertThatThrownBy(() -> RunFolder.latest(parent.resolve("absent")))
        .isInstanceOf(UserException.class);
  }

  @Test
  void picturesAreNamedByWholeKimgRoundedDown() {
    RunFolder run = RunFolder.create(parent, "x");

    assertThat(run.fakes(400_000, 50)).hasFileName("fakes-000400.png");
    assertThat(run.fakes(50_048, 50)).hasFileName("fakes-000050.png");
    assertThat(run.fakes(1_234_567_890, 1)).hasFileName("fakes-1234567.png");
  }

  @Test
  void picturesMoreOftenThanOneAKimgHaveNamesOfTheirOwn() {
    RunFolder run = RunFolder.create(parent, "x");

    assertThat(run.fakes(1_536, 0.5)).hasFileName("fakes-000001.536.png");
    assertThat(run.fakes(1_024, 0.5)).hasFileName("fakes-000001.024.png");
  }

  @Test
  void picturesAreListedInTheOrderOfTraining() throws Exception {
    RunFolder run = RunFolder.create(parent, "x");
    Files.createFile(run.fakes(1_000_000_000, 1));
    Files.createFile(run.fakes(400_000, 1));
    Files.createFile(run.fakes(400_512, 0.5));
    Files.createFile(run.fakesInit());
    Files.createFile(run.reals());
    Files.createFile(run.path().resolve("fakes-best.png"));

    assertThat(run.pictures())
        .extracting(RunFolder.Picture::kimg)
        .containsExactly(0.0, 400.0, 400.512, 1_000_000.0);
  }
}
