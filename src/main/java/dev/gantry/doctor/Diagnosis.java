package dev.gantry.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What follows from what was found. */
final class Diagnosis {
  /** The first driver that runs programs of CUDA 12. */
  private static final int CUDA_12_DRIVER = 525;

  /** The first driver that knows CUDA 12.5, whose PTX TensorFlow 2.18 brings for newer GPUs. */
  private static final int PTX_DRIVER = 555;

  /** The first whose machine code TensorFlow 2.18 lacks, so that the driver compiles PTX. */
  private static final double PTX_CAPABILITY = 9.0;

  /** GPUs from here on refuse that PTX (tensorflow/tensorflow#90291). */
  private static final double TOO_NEW_CAPABILITY = 10.0;

  private static final double TOO_OLD_CAPABILITY = 6.0;

  private static final long LITTLE_SPACE = 4L << 30;

  private static final String BUILD =
      "build for the GPU: GANTRY_MAVEN_ARGS=-Pgpu scripts/gantry doctor";

  private final Facts facts;
  private final List<Finding> findings = new ArrayList<>();

  private Diagnosis(Facts facts) {
    this.facts = facts;
  }

  static List<Finding> of(Facts facts) {
    Diagnosis diagnosis = new Diagnosis(facts);
    diagnosis.processor();
    if (diagnosis.oneNativeLibrary()) {
      diagnosis.session();
      diagnosis.gpu();
    }
    diagnosis.space();
    return List.copyOf(diagnosis.findings);
  }

  private void processor() {
    if (facts.processor().halfPrecision()) {
      findings.add(
          Finding.ok(
              "the CPU multiplies bfloat16: on it, training.precision: bfloat16 is the faster"));
    } else {
      findings.add(Finding.ok("the CPU has no bfloat16 arithmetic: on it, stay with float32"));
    }
  }

  private boolean oneNativeLibrary() {
    List<Natives> natives = facts.natives();
    if (natives.isEmpty()) {
      findings.add(
          Finding.problem(
              "the class path has no native library of TensorFlow for " + facts.system(),
              "Gantry runs on Linux x86-64 and arm64 and on macOS arm64; there, build again by"
                  + " scripts/gantry"));
    }
    if (natives.size() > 1) {
      findings.add(
          Finding.problem(
              natives.stream().map(Natives::location).collect(Collectors.joining(" and "))
                  + " are both on the class path: one JVM takes one native library of TensorFlow",
              "keep one; in Gantry's folder, remove target/lib and build again"));
    }
    return natives.size() == 1;
  }

  private void session() {
    SessionFacts session = facts.session();
    if (session.convolved().isEmpty()) {
      findings.add(
          Finding.problem(
              "TensorFlow cannot compute a convolution: " + session.problem(),
              "gantry doctor --json has what it said, under session.log"));
    } else {
      findings.add(
          Finding.ok(
              "TensorFlow %s computes on %s".formatted(session.tensorflow(), session.convolved())));
    }
  }

  private void gpu() {
    boolean built = facts.natives().get(0).gpu();
    Driver driver = facts.driver();
    if (driver.present() && !built) {
      findings.add(Finding.note("there is an NVIDIA driver, but this build is for the CPU", BUILD));
    } else if (built && !driver.present()) {
      findings.add(
          Finding.note(
              "this build is for a GPU, but there is no NVIDIA driver: it trains on the CPU",
              "install NVIDIA's driver, %d or later; in a container, start it with --gpus all"
                  .formatted(CUDA_12_DRIVER)));
    } else if (built) {
      driver(driver);
      libraries();
      silentFallback();
      xla();
    }
  }

  private void driver(Driver driver) {
    if (driver.major() > 0 && driver.major() < CUDA_12_DRIVER) {
      findings.add(
          Finding.problem(
              "NVIDIA's driver is %s, too old for CUDA 12".formatted(driver.version()),
              "install %d or later".formatted(CUDA_12_DRIVER)));
    }
    for (Driver.Gpu gpu : driver.gpus()) {
      capability(gpu, driver);
    }
  }

  private void capability(Driver.Gpu gpu, Driver driver) {
    if (gpu.computeCapability().isEmpty()) {
      return;
    }
    double capability = Double.parseDouble(gpu.computeCapability());
    String text = "%s has compute capability %s".formatted(gpu.name(), gpu.computeCapability());
    if (capability >= TOO_NEW_CAPABILITY || capability < TOO_OLD_CAPABILITY) {
      findings.add(
          Finding.problem(
              text + ", for which TensorFlow 2.18 has no kernels",
              "take a GPU of 6.0 to 9.0, or set training.device: cpu"));
    } else if (capability >= PTX_CAPABILITY && driver.major() < PTX_DRIVER) {
      findings.add(
          Finding.problem(
              text
                  + ", for which driver %s cannot compile TensorFlow's kernels"
                      .formatted(driver.version()),
              "install driver %d or later".formatted(PTX_DRIVER)));
    } else if (capability >= PTX_CAPABILITY) {
      findings.add(
          Finding.note(
              text + ": the driver compiles kernels for it at the first start, which takes minutes",
              "set CUDA_CACHE_MAXSIZE=4294967296, so that it keeps all of them"));
    }
  }

  private void libraries() {
    for (Library library : facts.libraries()) {
      if (library.missing()) {
        String text = "%s cannot be opened: %s".formatted(library.name(), library.problem());
        // Without those for profiles and for several GPUs one GPU still works.
        findings.add(
            facts.session().hasGpu()
                ? Finding.note(text, remedy(library))
                : Finding.problem(text, remedy(library)));
      }
    }
  }

  private String remedy(Library library) {
    if (library.name().equals(Library.DRIVER)) {
      return "it is the driver's: install it, or start the container with --gpus all";
    }
    if (!facts.cuda()) {
      return "CUDA's libraries are not on the class path: " + BUILD;
    }
    return "remove the cache in %s and try again".formatted(facts.cache().path());
  }

  /** TensorFlow goes on with the CPU where it finds no GPU, and says so in its log only. */
  private void silentFallback() {
    if (facts.session().hasGpu()) {
      return;
    }
    findings.add(
        Finding.problem(
            "there is an NVIDIA driver, but TensorFlow's session has no GPU",
            "mend what is above; else look at CUDA_VISIBLE_DEVICES, and at session.log in gantry"
                + " doctor --json"));
  }

  private void xla() {
    XlaTools tools = facts.xla();
    if (tools.complete()) {
      findings.add(Finding.ok("XLA finds its tools: training.xla: true can be tried"));
      return;
    }
    String missing =
        Stream.of(
                tools.libdevice().isEmpty() ? "libdevice.10.bc" : "",
                tools.ptxas().isEmpty() ? "ptxas" : "")
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(" and "));
    findings.add(
        Finding.note(
            "training.xla cannot compile for the GPU: no " + missing,
            "install CUDA's toolkit 12, or Python's package nvidia-cuda-nvcc-cu12, and set"
                + " XLA_FLAGS=--xla_gpu_cuda_data_dir=FOLDER, which has bin/ and nvvm/"));
  }

  private void space() {
    CacheFolder cache = facts.cache();
    if (cache.path().isEmpty()) {
      findings.add(
          Finding.problem(
              "JavaCPP has no folder to unpack native libraries to",
              "GANTRY_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=FOLDER gives it one"));
    } else if (cache.freeBytes() < LITTLE_SPACE) {
      findings.add(
          Finding.note(
              "%s has %,d MB free; unpacked native libraries take 0.7 GB, for a GPU 4 GB"
                  .formatted(cache.path(), cache.freeBytes() >> 20),
              "GANTRY_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=FOLDER moves them"));
    }
  }
}
