package dev.gantry.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.error.RunException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {
  /** DT_NEEDED of org.bytedeco:cuda:12.6-9.5-1.5.11, by readelf. */
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "libcublas.so.12", List.of("libcublasLt.so.12"),
          "libcusparse.so.12", List.of("libnvJitLink.so.12"),
          "libcusolver.so.11",
              List.of(
                  "libnvJitLink.so.12",
                  "libcusparse.so.12",
                  "libcublas.so.12",
                  "libcublasLt.so.12"),
          "libcudnn_ops.so.9", List.of("libcudnn_graph.so.9"),
          "libcudnn_cnn.so.9", List.of("libcudnn_ops.so.9", "libcudnn_graph.so.9"),
          "libcudnn_adv.so.9", List.of("libcudnn_ops.so.9", "libcudnn_graph.so.9"),
          "libcudnn_heuristic.so.9", List.of("libcudnn_graph.so.9"),
          "libcudnn_engines_precompiled.so.9", List.of("libcudnn_graph.so.9"),
          "libcudnn_engines_runtime_compiled.so.9", List.of("libcudnn_graph.so.9"));

  @TempDir Path folder;

  @Test
  void eachComesAfterThoseThatItNeeds() {
    NEEDED.forEach(
        (name, needed) ->
            assertThat(CudaLibraries.ORDER).containsSubsequence(afterAll(needed, name)));
    assertThat(CudaLibraries.ORDER).doesNotHaveDuplicates();
  }

  private static List<String> afterAll(List<String> needed, String name) {
    List<String> order = new ArrayList<>(CudaLibraries.ORDER);
    order.retainAll(needed);
    assertThat(order).hasSameSizeAs(needed);
    order.add(name);
    return order;
  }

  @Test
  void nothingIsDoneWhereTheClassPathHasNone() {
    assertThat(CudaLibraries.onClassPath()).isFalse();
    CudaLibraries.load();
  }

  @Test
  void oneThatIsMissingIsNamedBeforeAnyIsUnpacked() throws Exception {
    Path beginning = resources().resolve("libcudart.so.12");
    Files.writeString(beginning, "not looked at");
    try (URLClassLoader classPath = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      assertThatThrownBy(() -> CudaLibraries.load(classPath))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("no libnvJitLink.so.12 among them")
          .hasMessageContaining("-Pgpu");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void afterwardsTheirBareNamesAreEnough() throws Exception {
    standIns();
    Path asker = compile(folder.resolve("libasker.so"), "libcudart.so.12", "libcudnn.so.9");
    // It has no path to look in.
    assertThat(run(asker)).contains("20 loaded", "then " + asker);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void oneThatDoesNotLoadIsNamedInOneLine() throws Exception {
    standIns();
    Files.writeString(resources().resolve("libcufft.so.11"), "no library");
    assertThat(run())
        .singleElement()
        .asString()
        .startsWith("CUDA's libcufft.so.11 does not load (")
        .contains("gantry doctor");
  }

  /** Libraries of these names that need what the true ones do, and hold nothing. */
  private void standIns() throws Exception {
    for (String name : CudaLibraries.ORDER) {
      compile(
          resources().resolve(name), NEEDED.getOrDefault(name, List.of()).toArray(String[]::new));
    }
  }

  private Path resources() throws IOException {
    return Files.createDirectories(folder.resolve("org/bytedeco/cuda/linux-x86_64"));
  }

  private Path compile(Path library, String... needed) throws Exception {
    List<String> command = new ArrayList<>(List.of("cc", "-shared", "-nostdlib", "-o"));
    command.addAll(
        List.of(library.toString(), "-Wl,-soname," + library.getFileName(), "-Wl,--no-as-needed"));
    for (String name : needed) {
      command.add(resources().resolve(name).toString());
    }
    command.addAll(List.of("-x", "c", "/dev/null"));
    // The compiler's own order: files that come after -x would be taken for C.
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "no C compiler");
    Process compiler = new ProcessBuilder(command).inheritIO().start();
    assertThat(compiler.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(compiler.exitValue()).isZero();
    return library;
  }

  private List<String> run(Path... libraries) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    command.addAll(
        List.of("-cp", folder + File.pathSeparator + System.getProperty("java.class.path")));
    command.add(LoadedFirst.class.getName());
    for (Path library : libraries) {
      command.add(library.toString());
    }
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(out);
  }
}
