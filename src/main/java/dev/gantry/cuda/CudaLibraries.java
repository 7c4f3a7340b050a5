package dev.gantry.cuda;

import dev.gantry.error.RunException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * CUDA and cuDNN from the class path: {@code org.bytedeco:cuda}'s redistributables, which {@code
 * -Pgpu} puts there. TensorFlow opens its libraries by their bare names; the dynamic loader takes
 * one of that name that the process already has. So they must be loaded before TensorFlow looks for
 * GPUs, which it does once, when a process makes its first session.
 *
 * <p>Thread-safe.
 */
public final class CudaLibraries {
  private static final String FOLDER = "org/bytedeco/cuda/linux-x86_64/";

  /** Either is there where an NVIDIA driver is: on Linux, and on Linux in Windows. */
  private static final List<Path> DRIVERS =
      List.of(Path.of("/proc/driver/nvidia/version"), Path.of("/dev/dxg"));

  /**
   * Each after those that it needs: the redistributables have no path to look in (libcusolver), or
   * open others by name only when they are called (libcudnn).
   */
  static final List<String> ORDER =
      List.of(
          "libcudart.so.12",
          "libnvJitLink.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcufft.so.11",
          "libcurand.so.10",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libnvrtc-builtins.so.12.6",
          "libnvrtc.so.12",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn.so.9",
          "libnccl.so.2",
          "libcupti.so.12");

  private static boolean done;

  private CudaLibraries() {}

  /**
   * Loads them, the first time unpacked to JavaCPP's cache (some 2.7 GB). Does nothing where the
   * class path has none, where there is no NVIDIA driver, and from the second call on.
   *
   * @throws RunException if one is missing among them, cannot be unpacked, or does not load
   */
  public static synchronized void load() {
    if (!done && onClassPath() && hasDriver()) {
      load(CudaLibraries.class.getClassLoader());
    }
    done = true;
  }

  /** Whether the class path has them. */
  public static boolean onClassPath() {
    return CudaLibraries.class.getClassLoader().getResource(FOLDER + ORDER.get(0)) != null;
  }

  private static boolean hasDriver() {
    return DRIVERS.stream().anyMatch(Files::exists);
  }

  /** Loads those that a class loader finds; the files, in order. */
  static List<Path> load(ClassLoader resources) {
    List<URL> found = ORDER.stream().map(name -> find(resources, name)).toList();
    // All before the first is loaded: some look for others beside them.
    List<Path> unpacked = found.stream().map(CudaLibraries::unpack).toList();
    unpacked.forEach(CudaLibraries::load);
    return unpacked;
  }

  private static URL find(ClassLoader resources, String name) {
    @Nullable URL found = resources.getResource(FOLDER + name);
    if (found == null) {
      throw new RunException(
          "the class path has CUDA's libraries, but no %s among them; build again with -Pgpu"
              .formatted(name));
    }
    return found;
  }

  private static Path unpack(URL library) {
    try {
      return Path.of(String.valueOf(Loader.cacheResource(library)));
    } catch (IOException e) {
      throw new RunException(
          "CUDA's libraries could not be unpacked (%s); they need 3 GB free in JavaCPP's cache,"
                  .formatted(e.getMessage())
              + " which GANTRY_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=FOLDER moves",
          e);
    }
  }

  private static void load(Path library) {
    try {
      System.load(library.toString());
    } catch (UnsatisfiedLinkError e) {
      throw new RunException(
          "CUDA's %s does not load (%s); `gantry doctor` says what this machine has"
              .formatted(library.getFileName(), String.valueOf(e.getMessage())),
          e);
    }
  }
}
