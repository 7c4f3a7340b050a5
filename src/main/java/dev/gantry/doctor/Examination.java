package dev.gantry.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.gantry.cuda.CudaLibraries;
import dev.gantry.machine.Processor;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Looks at this machine. */
public final class Examination {
  private Examination() {}

  /**
   * Looks, and tries TensorFlow in other JVMs; takes seconds, and minutes where native libraries
   * are unpacked for the first time.
   *
   * @param xla what XLA finds
   * @throws dev.gantry.error.RunException if there is no room for a temporary file
   */
  public static Report run(XlaTools xla) {
    List<Natives> natives = Natives.on(Examination.class.getClassLoader());
    ProbeProcess probes = new ProbeProcess(System.getProperty("java.class.path"));
    return Report.of(
        new Facts(
            "%s %s %s"
                .formatted(
                    System.getProperty("os.name"),
                    System.getProperty("os.version"),
                    System.getProperty("os.arch")),
            Processor.current(),
            memory(),
            Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
            natives,
            CudaLibraries.onClassPath(),
            DriverReader.read(),
            // First: it unpacks, so that the other need not.
            probes.session(),
            probes.libraries(),
            xla,
            CacheFolder.current()));
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
