package dev.gantry.doctor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A library that TensorFlow opens by its bare name when it looks for GPUs.
 *
 * @param name such as libcudnn.so.9
 * @param path of the file that answers to the name; empty where none does
 * @param version as the file's name tells; empty where it does not
 * @param problem why it cannot be opened; empty where it can
 */
public record Library(String name, String path, String version, String problem) {
  /** As TensorFlow 2.18 asks for them (tsl/platform/default/dso_loader.cc). */
  static final List<String> NAMES =
      List.of(
          "libcuda.so.1",
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libcupti.so.12",
          "libcudnn.so.9",
          "libnccl.so.2");

  /** Of the driver; all others are CUDA's. */
  static final String DRIVER = NAMES.get(0);

  private static final Pattern VERSION = Pattern.compile("\\.so\\.(\\d+(?:\\.\\d+)+)$");
  private static final Pattern MAVEN = Pattern.compile("/(cuda-[\\d.]+-[\\d.]+-[\\d.]+)-linux");

  static Library opened(String name, String path) {
    return new Library(name, path, version(path), "");
  }

  static Library failed(String name, String problem) {
    return new Library(name, "", "", problem);
  }

  boolean missing() {
    return !problem.isEmpty();
  }

  /** Installed files end in their version; those of the class path lie in a folder that has it. */
  private static String version(String path) {
    Matcher name = VERSION.matcher(path);
    if (name.find()) {
      return name.group(1);
    }
    Matcher jar = MAVEN.matcher(path);
    return jar.find() ? jar.group(1) : "";
  }
}
