package dev.gantry.doctor;

import java.util.List;

/**
 * What TensorFlow sees and can do, tried in another JVM.
 *
 * @param tensorflow the native library's version; empty where it does not load
 * @param devices that a session has
 * @param convolved the device that computed a convolution and its gradient: the first GPU where
 *     there is one; empty where it could not
 * @param problem why not; empty where it could
 * @param log what TensorFlow said
 */
public record SessionFacts(
    String tensorflow, List<Device> devices, String convolved, String problem, List<String> log) {
  /** Copies the lists. */
  public SessionFacts {
    devices = List.copyOf(devices);
    log = List.copyOf(log);
  }

  boolean hasGpu() {
    return devices.stream().anyMatch(device -> device.type().equals(Device.GPU));
  }

  /**
   * A device of a session.
   *
   * @param name such as /job:localhost/replica:0/task:0/device:GPU:0
   * @param type CPU or GPU
   * @param memoryBytes what TensorFlow may take of it
   */
  public record Device(String name, String type, long memoryBytes) {
    static final String GPU = "GPU";
  }
}
