package dev.gantry.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time that the threads of this process, TensorFlow's too, have been on processors. */
final class ProcessorTime {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long start = SYSTEM.getProcessCpuTime();

  /** Seconds since this was made, of all threads together. */
  double seconds() {
    return (SYSTEM.getProcessCpuTime() - start) / 1e9;
  }
}
