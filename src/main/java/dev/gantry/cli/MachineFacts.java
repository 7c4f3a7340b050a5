package dev.gantry.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.gantry.machine.Processor;
import dev.gantry.report.Provenance;
import java.lang.management.ManagementFactory;
import org.tensorflow.TensorFlow;

/** What a run's provenance says of software and machine. */
final class MachineFacts {
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
    Processor processor = Processor.current();
    return new Provenance.Machine(
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        processor.model(),
        processor.cores(),
        memory(),
        device,
        host);
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
