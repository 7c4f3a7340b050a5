package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code configs/}. */
class ConfigFilesTest {
  private static final Path CONFIGS = Path.of("configs");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileIsReadAndNamedLikeItsRun(Path file) {
    RunConfig config = RunConfigReader.read(file, List.of());
    assertThat(file).hasFileName(config.name() + ".yaml");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyKeyHasACommentInOneColumn(Path file) throws IOException {
    List<String> keys =
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList();
    assertThat(keys).allMatch(line -> line.matches("\\s*[a-z0-9-]+:( [^#]*)?  # \\S.*"));
    assertThat(keys.stream().map(line -> line.indexOf(" # ")).distinct()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileBeginsWithWhatItIsAndNamesItsSource(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).startsWith("# ").contains("\n# Recipe: ");
  }

  @Test
  void cifar10RunsTakeTwentyFiveEpochs() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.getFileName().toString().startsWith("cifar10"))
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            file ->
                assertThat(RunConfigReader.read(file, List.of()).training().kimg())
                    .isEqualTo(25 * 50_000 / 1000));
  }
}
