package dev.gantry.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.gantry.report.Provenance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/** What a run's provenance says of software and machine. */
final class MachineFacts {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private MachineFacts() {}

  static Provenance.Software software() {
    Build build = Build.current();
    return new Provenance.Software(
        build.version(),
        build.commit(),
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        TensorFlow.version());
  }

  static Provenance.Machine machine(String device, String host) {
    return new Provenance.Machine(
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        device,
        host);
  }

  private static String cpu() {
    if (!Files.isReadable(CPU_INFO)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
