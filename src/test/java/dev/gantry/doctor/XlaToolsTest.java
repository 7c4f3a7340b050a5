package dev.gantry.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlaToolsTest {
  @TempDir private Path folder;

  private Path toolkit(String name) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("nvvm/libdevice"));
    Files.createFile(home.resolve("nvvm/libdevice/libdevice.10.bc"));
    program(home.resolve("bin"));
    return home;
  }

  private static Path program(Path folder) throws IOException {
    Path ptxas = Files.createFile(Files.createDirectories(folder).resolve("ptxas"));
    assumeThat(ptxas.toFile().setExecutable(true)).isTrue();
    return ptxas;
  }

  @Test
  void theFolderOfTheFlagsComesFirst() throws IOException {
    Path named = toolkit("named");
    Path usual = toolkit("usual");
    String flags = "--xla_hlo_profile --xla_gpu_cuda_data_dir=" + named;
    XlaTools found = XlaTools.find(flags, "", List.of(usual));
    assertThat(found.complete()).isTrue();
    assertThat(found.libdevice()).startsWith(named.toString()).endsWith("libdevice.10.bc");
    assertThat(found.ptxas()).isEqualTo(named.resolve("bin/ptxas").toString());
    assertThat(XlaTools.find("", "", List.of(usual)).ptxas()).startsWith(usual.toString());
  }

  @Test
  void theProgramMayBeOnThePathAlone() throws IOException {
    Path programs = folder.resolve("programs");
    Path ptxas = program(programs);
    XlaTools found =
        XlaTools.find("", folder + System.getProperty("path.separator") + programs, List.of());
    assertThat(found).isEqualTo(new XlaTools("", ptxas.toString()));
    assertThat(found.complete()).isFalse();
  }

  @Test
  void withoutAToolkitThereAreNone() {
    assertThat(XlaTools.find("", "", List.of(folder))).isEqualTo(XlaTools.NONE);
  }

  @Test
  void aFolderIsNoProgram() throws IOException {
    Files.createDirectories(folder.resolve("bin/ptxas"));
    assertThat(XlaTools.find("", "", List.of(folder)).ptxas()).isEmpty();
  }
}
