package dev.gantry.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.machine.Subprocess;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How what machines say is read. */
class FactsTest {
  @Test
  void everyGpuOfTheDriverIsRead() {
    Driver driver =
        DriverReader.parse(
            """
            550.54.15, NVIDIA A100-SXM4-40GB, 40960, 8.0
            550.54.15, Tesla T4, 15360, 7.5
            """);
    assertThat(driver.version()).isEqualTo("550.54.15");
    assertThat(driver.major()).isEqualTo(550);
    assertThat(driver.gpus())
        .containsExactly(
            new Driver.Gpu("NVIDIA A100-SXM4-40GB", 40960L << 20, "8.0"),
            new Driver.Gpu("Tesla T4", 15360L << 20, "7.5"));
  }

  @Test
  void whatTheDriverDoesNotTellIsLeftEmpty() {
    assertThat(DriverReader.parse("470.82.01, NVIDIA X, [N/A], [Not Supported]\n").gpus())
        .containsExactly(new Driver.Gpu("NVIDIA X", 0, ""));
    assertThat(DriverReader.parse("No devices were found\n").present()).isFalse();
  }

  @Test
  void theKernelsFileHasTheDriversVersion() {
    assertThat(
            DriverReader.version(
                """
                NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.161.08  Sat Feb 24 2024
                GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
                """))
        .contains("535.161.08");
    assertThat(
            DriverReader.version(
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release\n"))
        .contains("570.86.15");
    assertThat(DriverReader.version("")).isEmpty();
  }

  @Test
  void aLibrarysVersionIsInItsFileOrItsJar() {
    assertThat(Library.opened("libcudart.so.12", "/usr/lib/libcudart.so.12.5.82").version())
        .isEqualTo("12.5.82");
    String jar = "/c/cuda-12.6-9.5-1.5.11-linux-x86_64-redist.jar/org/bytedeco/cuda/linux-x86_64/";
    assertThat(Library.opened("libcudnn.so.9", jar + "libcudnn.so.9").version())
        .isEqualTo("cuda-12.6-9.5-1.5.11");
    assertThat(Library.opened("libnccl.so.2", "").version()).isEmpty();
  }

  @Test
  void theNativeLibrariesOfBothKindsAreFound(@TempDir Path folder) throws Exception {
    URL cpu = withNatives(folder.resolve("cpu"), Loader.getPlatform());
    URL gpu = withNatives(folder.resolve("gpu"), Loader.getPlatform() + "-gpu");
    try (URLClassLoader classPath = new URLClassLoader(new URL[] {cpu, gpu}, null)) {
      assertThat(Natives.on(classPath))
          .extracting(Natives::gpu, Natives::location)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(false, folder.resolve("cpu") + "/"),
              org.assertj.core.groups.Tuple.tuple(true, folder.resolve("gpu") + "/"));
    }
  }

  private static URL withNatives(Path folder, String platform) throws Exception {
    Path file =
        folder
            .resolve("org/tensorflow/internal/c_api")
            .resolve(platform)
            .resolve(System.mapLibraryName("jnitensorflow"));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    return folder.toUri().toURL();
  }

  @Test
  void whatAProbeFoundBeforeItCrashedIsKept() {
    SessionFacts session =
        ProbeProcess.session(
            List.of("tensorflow\t2.18.0", "device\t/device:GPU:0\tGPU\t1024"),
            new Subprocess.Ended(134, "Check failed: driver\n# SIGABRT\n"));
    assertThat(session.tensorflow()).isEqualTo("2.18.0");
    assertThat(session.hasGpu()).isTrue();
    assertThat(session.convolved()).isEmpty();
    assertThat(session.problem()).isEqualTo("the JVM ended with 134 (# SIGABRT)");
    assertThat(session.log()).containsExactly("Check failed: driver", "# SIGABRT");
  }

  @Test
  void theLibraryThatCrashedAProbeIsNamed() {
    List<Library> libraries =
        ProbeProcess.libraries(
            List.of(
                "opening\tlibcuda.so.1",
                "opened\tlibcuda.so.1\t/lib/libcuda.so.550.54.15",
                "opening\tlibcudart.so.12",
                "failed\tlibcudart.so.12\tno such file",
                "opening\tlibcublas.so.12"),
            new Subprocess.Ended(139, ""));
    assertThat(libraries).extracting(Library::name).isEqualTo(Library.NAMES);
    assertThat(libraries)
        .extracting(Library::problem)
        .startsWith("", "no such file", "the JVM ended with 139 (it said nothing)", "not tried");
    assertThat(libraries.get(0).version()).isEqualTo("550.54.15");
  }
}
