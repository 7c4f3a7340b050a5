package dev.gantry.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What XLA calls to compile for a GPU; CUDA's toolkit has it, CUDA's libraries do not. Looked for
 * where TensorFlow 2.18 looks (xla/stream_executor/cuda/cuda_asm_compiler, tsl/platform/cuda_root).
 *
 * @param libdevice file of the functions that its programs call; empty where there is none
 * @param ptxas program that makes machine code; empty where there is none
 */
public record XlaTools(String libdevice, String ptxas) {
  private static final String LIBDEVICE = "nvvm/libdevice/libdevice.10.bc";
  private static final String PTXAS = "ptxas";

  /** Where TensorFlow looks whatever the flags name. */
  private static final List<Path> USUAL =
      List.of(Path.of("cuda_sdk_lib"), Path.of("/usr/local/cuda"), Path.of(""));

  private static final Pattern FOLDER = Pattern.compile("--xla_gpu_cuda_data_dir=(\\S+)");

  /** Neither. */
  static final XlaTools NONE = new XlaTools("", "");

  boolean complete() {
    return !libdevice.isEmpty() && !ptxas.isEmpty();
  }

  /**
   * Looks as TensorFlow does.
   *
   * @param flags of XLA, as its variable XLA_FLAGS has them; may be empty
   * @param path folders of programs
   */
  public static XlaTools find(String flags, String path) {
    return find(flags, path, USUAL);
  }

  /** Looks in the folder that the flags name, then in these. */
  static XlaTools find(String flags, String path, List<Path> folders) {
    List<Path> homes = Stream.concat(named(flags).stream(), folders.stream()).toList();
    Stream<Path> programs =
        Stream.concat(
            homes.stream().map(home -> home.resolve("bin")),
            Arrays.stream(path.split(System.getProperty("path.separator"))).map(Path::of));
    return new XlaTools(
        first(homes.stream().map(home -> home.resolve(LIBDEVICE)).filter(Files::isReadable)),
        first(programs.map(folder -> folder.resolve(PTXAS)).filter(XlaTools::isProgram)));
  }

  private static Optional<Path> named(String flags) {
    Matcher found = FOLDER.matcher(flags);
    return found.find() ? Optional.of(Path.of(found.group(1))) : Optional.empty();
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static String first(Stream<Path> files) {
    return files.findFirst().map(Path::toString).orElse("");
  }
}
