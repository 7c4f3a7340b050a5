package dev.gantry.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The CPU.
 *
 * @param model its name; empty where it is not known
 * @param cores that the JVM may use
 * @param features of those that oneDNN has kernels for, as Linux names them
 */
public record Processor(String model, int cores, List<String> features) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** In growing order of what they bring; the last three are Arm's. */
  private static final List<String> KNOWN =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16");

  /** Each multiplies bfloat16 numbers and adds them up in float32. */
  private static final Set<String> HALF = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Copies the features. */
  public Processor {
    features = List.copyOf(features);
  }

  /** This machine's. */
  public static Processor current() {
    int cores = Runtime.getRuntime().availableProcessors();
    try {
      return parse(Files.readString(CPU_INFO), cores);
    } catch (IOException e) {
      return mac(cores);
    }
  }

  /** Of Linux's file; all processors are taken to be as the first. */
  static Processor parse(String cpuInfo, int cores) {
    Map<String, String> first = new LinkedHashMap<>();
    for (String line : cpuInfo.lines().takeWhile(each -> !each.isBlank()).toList()) {
      String[] parts = line.split(":", 2);
      if (parts.length == 2) {
        first.put(parts[0].strip(), parts[1].strip());
      }
    }
    String words = first.getOrDefault("flags", first.getOrDefault("Features", ""));
    return new Processor(
        first.getOrDefault("model name", ""), cores, known(Arrays.stream(words.split("\\s+"))));
  }

  private static Processor mac(int cores) {
    boolean half = sysctl("hw.optional.arm.FEAT_BF16").equals("1");
    return new Processor(
        sysctl("machdep.cpu.brand_string"), cores, half ? List.of("bf16") : List.of());
  }

  private static String sysctl(String name) {
    return Subprocess.output(List.of("sysctl", "-n", name), PATIENCE).orElse("").strip();
  }

  private static List<String> known(Stream<String> words) {
    Set<String> there = Set.copyOf(words.distinct().toList());
    return KNOWN.stream().filter(there::contains).toList();
  }

  /** Whether it has arithmetic for bfloat16. */
  public boolean halfPrecision() {
    return features.stream().anyMatch(HALF::contains);
  }

  /**
   * Whether it multiplies matrices of bfloat16 as such: Intel's AMX, 16 times as fast as float32.
   */
  public boolean hasMatrixRegisters() {
    return features.contains("amx_bf16");
  }
}
