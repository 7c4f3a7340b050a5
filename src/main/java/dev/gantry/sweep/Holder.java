package dev.gantry.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who works on a trial.
 *
 * @param worker the machine's name and the process's number, for a person
 * @param machine tells which processes can be asked after by their numbers; empty where it is not
 *     known
 * @param process that holds it
 * @param child process that trains, or none yet
 * @param beat grows as long as the worker lives
 */
record Holder(String worker, String machine, Id process, Id child, long beat) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESSES = Path.of("/proc/self/ns/pid");

  /**
   * A process. Numbers are used again, so that its start belongs to it.
   *
   * @param pid 0 for none
   */
  record Id(long pid, String started) {
    static final Id NONE = new Id(0, "");

    static Id of(ProcessHandle process) {
      return new Id(process.pid(), started(process));
    }

    private static String started(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** The process, if it lives. */
    Optional<ProcessHandle> find() {
      return pid == 0
          ? Optional.empty()
          : ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .filter(process -> started(process).equals(started));
    }
  }

  /** This process. */
  static Holder here(String host) {
    ProcessHandle self = ProcessHandle.current();
    return new Holder(host + "-" + self.pid(), machineHere(), Id.of(self), Id.NONE, 0);
  }

  /** The same kernel since the same start, and the same numbering of its processes. */
  private static String machineHere() {
    try {
      return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PROCESSES);
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  Holder withChild(ProcessHandle process) {
    return new Holder(worker, machine, this.process, Id.of(process), beat + 1);
  }

  Holder next() {
    return new Holder(worker, machine, process, child, beat + 1);
  }

  private boolean isNear(Holder other) {
    return !machine.isEmpty() && machine.equals(other.machine);
  }

  /** Whether it is known to be gone. */
  boolean isDead(Holder asking) {
    return isNear(asking) && process.find().isEmpty();
  }

  /** The process that trains and has survived its worker, if it can be seen from here. */
  Optional<ProcessHandle> orphan(Holder asking) {
    return isNear(asking) ? child.find() : Optional.empty();
  }
}
