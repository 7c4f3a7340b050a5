package dev.gantry.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.doctor.Finding.Level;
import dev.gantry.machine.Processor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from machines that are not at hand. */
class DiagnosisTest {
  private static final Natives FOR_CPU = new Natives("linux-x86_64", "lib/native.jar");
  private static final Natives FOR_GPU = new Natives("linux-x86_64-gpu", "lib/native-gpu.jar");
  private static final SessionFacts.Device CPU =
      new SessionFacts.Device("/device:CPU:0", "CPU", 1 << 28);
  private static final SessionFacts.Device GPU =
      new SessionFacts.Device("/device:GPU:0", "GPU", 1L << 35);
  private static final List<Library> ALL =
      Library.NAMES.stream().map(name -> Library.opened(name, "/lib/" + name)).toList();
  private static final List<Library> NONE =
      Library.NAMES.stream().map(name -> Library.failed(name, "no such file")).toList();

  private static final XlaTools XLA = new XlaTools("/cuda/libdevice.10.bc", "/cuda/ptxas");

  private static Driver driver(String version, String capability) {
    return new Driver(version, List.of(new Driver.Gpu("NVIDIA X", 1L << 35, capability)));
  }

  private static SessionFacts session(SessionFacts.Device... devices) {
    String last = devices[devices.length - 1].type() + ":0";
    return new SessionFacts("2.18.0", List.of(devices), last, "", List.of());
  }

  private static Report report(
      Natives natives, Driver driver, SessionFacts session, List<Library> libraries) {
    return report(List.of(natives), true, driver, session, libraries, 100L << 30);
  }

  private static Report report(
      List<Natives> natives,
      boolean cuda,
      Driver driver,
      SessionFacts session,
      List<Library> libraries,
      long free) {
    return report(natives, cuda, driver, session, libraries, XLA, free);
  }

  private static Report report(
      List<Natives> natives,
      boolean cuda,
      Driver driver,
      SessionFacts session,
      List<Library> libraries,
      XlaTools xla,
      long free) {
    Processor processor = new Processor("X", 2, List.of("avx2"));
    CacheFolder cache = new CacheFolder("/cache", free);
    return Report.of(
        new Facts(
            "Linux", processor, 1L << 34, "17", natives, cuda, driver, session, libraries, xla,
            cache));
  }

  private static List<String> problems(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.level() == Level.PROBLEM)
        .map(finding -> finding.text() + "; " + finding.remedy())
        .toList();
  }

  private static List<String> notes(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.level() == Level.NOTE)
        .map(finding -> finding.text() + "; " + finding.remedy())
        .toList();
  }

  @Test
  void aCpuWithItsBuildIsHealthy() {
    Report report = report(FOR_CPU, Driver.NONE, session(CPU), NONE);
    assertThat(report.healthy()).isTrue();
    assertThat(notes(report)).isEmpty();
  }

  @Test
  void aGpuThatComputesIsHealthy() {
    Report report = report(FOR_GPU, driver("550.54.15", "8.0"), session(CPU, GPU), ALL);
    assertThat(report.healthy()).isTrue();
    assertThat(notes(report)).isEmpty();
    assertThat(report.findings()).contains(Finding.ok("TensorFlow 2.18.0 computes on GPU:0"));
  }

  @Test
  void aGpuBuildWithoutADriverTrainsOnTheCpuAndSaysSo() {
    Report report = report(FOR_GPU, Driver.NONE, session(CPU), NONE);
    assertThat(report.healthy()).isTrue();
    assertThat(notes(report)).singleElement().asString().contains("no NVIDIA driver", "--gpus all");
  }

  @Test
  void aCpuBuildBesideADriverIsToldOfTheGpu() {
    Report report = report(FOR_CPU, driver("550.54.15", "8.0"), session(CPU), NONE);
    assertThat(report.healthy()).isTrue();
    assertThat(notes(report)).singleElement().asString().contains("GANTRY_MAVEN_ARGS=-Pgpu");
  }

  @Test
  void aSilentFallbackToTheCpuIsAProblem() {
    Report report = report(FOR_GPU, driver("550.54.15", "8.0"), session(CPU), ALL);
    assertThat(report.healthy()).isFalse();
    assertThat(problems(report)).singleElement().asString().contains("session has no GPU");
  }

  @Test
  void everyMissingLibraryIsNamedWithItsRemedy() {
    Report report =
        report(List.of(FOR_GPU), false, driver("550.54.15", "8.0"), session(CPU), NONE, 100L << 30);
    assertThat(problems(report))
        .hasSize(Library.NAMES.size() + 1)
        .anySatisfy(text -> assertThat(text).contains("libcuda.so.1", "the driver's"))
        .anySatisfy(text -> assertThat(text).contains("libcudnn.so.9", "-Pgpu"));
  }

  @Test
  void aMissingLibraryThatOneGpuDoesWithoutIsANote() {
    List<Library> libraries =
        ALL.stream()
            .map(
                each ->
                    each.name().equals("libcupti.so.12")
                        ? Library.failed(each.name(), "no such file")
                        : each)
            .toList();
    Report report = report(FOR_GPU, driver("550.54.15", "8.0"), session(CPU, GPU), libraries);
    assertThat(report.healthy()).isTrue();
    assertThat(notes(report)).singleElement().asString().contains("libcupti.so.12");
  }

  @Test
  void anOldDriverIsNamedWithTheOneToInstall() {
    Report report = report(FOR_GPU, driver("470.82.01", "8.0"), session(CPU), ALL);
    assertThat(problems(report)).first().asString().contains("470.82.01", "525");
  }

  @Test
  void gpusThatTensorFlowHasNoKernelsForAreNamed() {
    assertThat(problems(report(FOR_GPU, driver("570.1", "12.0"), session(CPU, GPU), ALL)))
        .singleElement()
        .asString()
        .contains("NVIDIA X", "12.0");
    assertThat(problems(report(FOR_GPU, driver("570.1", "5.2"), session(CPU, GPU), ALL)))
        .hasSize(1);
  }

  @Test
  void hopperNeedsADriverThatCompilesItsKernels() {
    assertThat(problems(report(FOR_GPU, driver("535.1", "9.0"), session(CPU, GPU), ALL)))
        .singleElement()
        .asString()
        .contains("555");
    assertThat(notes(report(FOR_GPU, driver("570.1", "9.0"), session(CPU, GPU), ALL)))
        .singleElement()
        .asString()
        .contains("CUDA_CACHE_MAXSIZE");
  }

  @Test
  void whatXlaLacksOnAGpuIsANote() {
    XlaTools half = new XlaTools("/cuda/libdevice.10.bc", "");
    Report report =
        report(
            List.of(FOR_GPU),
            true,
            driver("550.54.15", "8.0"),
            session(CPU, GPU),
            ALL,
            half,
            100L << 30);
    assertThat(report.healthy()).isTrue();
    assertThat(notes(report))
        .singleElement()
        .asString()
        .contains("no ptxas;", "--xla_gpu_cuda_data_dir");
  }

  @Test
  void twoNativeLibrariesAreAProblem() {
    Report report =
        report(List.of(FOR_CPU, FOR_GPU), true, Driver.NONE, session(CPU), NONE, 100L << 30);
    assertThat(problems(report))
        .singleElement()
        .asString()
        .contains("lib/native.jar and lib/native-gpu.jar", "target/lib");
  }

  @Test
  void noNativeLibraryIsAProblem() {
    SessionFacts nothing = new SessionFacts("", List.of(), "", "no jnitensorflow", List.of());
    assertThat(problems(report(List.of(), false, Driver.NONE, nothing, NONE, 100L << 30)))
        .singleElement()
        .asString()
        .contains("no native library");
  }

  @Test
  void aSessionThatCannotComputeIsAProblem() {
    SessionFacts broken =
        new SessionFacts("2.18.0", List.of(CPU), "", "the JVM ended with 134", List.of());
    assertThat(problems(report(FOR_CPU, Driver.NONE, broken, NONE)))
        .singleElement()
        .asString()
        .contains("the JVM ended with 134");
  }

  @Test
  void aFullDiskIsNamed() {
    Report report = report(List.of(FOR_CPU), false, Driver.NONE, session(CPU), NONE, 1L << 28);
    assertThat(notes(report)).singleElement().asString().contains("256 MB", "cachedir");
  }
}
