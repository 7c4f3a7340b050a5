package dev.gantry.cluster;

import dev.gantry.error.UserException;

/**
 * A process of a cluster, {@code worker:0} and so on.
 *
 * @param index from 0; number 0 is the chief
 */
public record Task(int index) {
  /** The one job of a cluster: there are no parameter servers. */
  static final String JOB = "worker";

  /**
   * Reads a task's name.
   *
   * @throws UserException if it is none
   */
  public static Task parse(String name) {
    if (!name.matches(JOB + ":\\d{1,6}")) {
      throw new UserException(
          "--task is \"%s\"; give worker: and the number of the task, such as worker:0"
              .formatted(name));
    }
    return new Task(Integer.parseInt(name.substring(name.indexOf(':') + 1)));
  }

  @Override
  public String toString() {
    return JOB + ":" + index;
  }
}
