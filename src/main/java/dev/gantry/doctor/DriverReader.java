package dev.gantry.doctor;

import dev.gantry.machine.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for NVIDIA's driver: {@code nvidia-smi}, else the kernel's own file. */
final class DriverReader {
  private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,4}\\.\\d+(?:\\.\\d+)*)\\b");
  private static final List<String> QUERY =
      List.of(
          "nvidia-smi",
          "--query-gpu=driver_version,name,memory.total,compute_cap",
          "--format=csv,noheader,nounits");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private DriverReader() {}

  static Driver read() {
    return Subprocess.output(QUERY, PATIENCE)
        .map(DriverReader::parse)
        .filter(Driver::present)
        .orElseGet(
            () -> kernelModule().map(text -> new Driver(text, List.of())).orElse(Driver.NONE));
  }

  /** The lines of {@code nvidia-smi}: version, name, memory in MiB, compute capability. */
  static Driver parse(String csv) {
    String version = "";
    List<Driver.Gpu> gpus = new ArrayList<>();
    for (String line : csv.lines().toList()) {
      String[] fields = line.split(",", -1);
      if (fields.length == 4 && VERSION.matcher(fields[0]).lookingAt()) {
        version = fields[0].strip();
        gpus.add(new Driver.Gpu(fields[1].strip(), bytes(fields[2]), capability(fields[3])));
      }
    }
    return new Driver(version, gpus);
  }

  private static long bytes(String mebibytes) {
    String digits = mebibytes.strip();
    return digits.matches("\\d{1,9}") ? Long.parseLong(digits) << 20 : 0;
  }

  /** Drivers before 510 do not know the question. */
  private static String capability(String field) {
    return field.strip().matches("\\d+\\.\\d+") ? field.strip() : "";
  }

  private static Optional<String> kernelModule() {
    try {
      return version(Files.readString(KERNEL_MODULE));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of the kernel's file, which begins {@code NVRM version: NVIDIA UNIX x86_64 …}. */
  static Optional<String> version(String kernelModule) {
    Matcher found = VERSION.matcher(kernelModule);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
