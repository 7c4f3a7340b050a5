package dev.gantry.report;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * How far a run is and whether it goes on. A run that was killed leaves {@link Status#RUNNING} with
 * the time of its last word. Immutable, so thread-safe.
 *
 * @param status whether it goes on
 * @param images images shown so far
 * @param totalImages images after which the run is finished
 * @param message one line about the status, such as why the run ended; may be empty
 * @param updated when this was true
 */
public record RunState(
    Status status, long images, long totalImages, String message, Instant updated) {

  /** Whether a run goes on, and why not. */
  public enum Status {
    RUNNING("running"),
    FINISHED("finished"),
    /** By a person or by a failure of the machine; a checkpoint is there to go on from. */
    STOPPED("stopped"),
    /** Values were no longer finite. */
    DIVERGED("diverged");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /** As a person reads it, and as the file has it. */
    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * Writes {@code state.json}.
   *
   * @throws dev.gantry.error.RunException if it could not be written
   */
  public void write(RunFolder folder) {
    byte[] json = Json.pretty(this).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.state(), out -> out.write(json));
  }

  /**
   * Reads {@code state.json}.
   *
   * @throws UserException if it is not there or is not one
   */
  public static RunState read(RunFolder folder) {
    return Json.read(BoundedFile.readText(folder.state()), RunState.class)
        .orElseThrow(
            () ->
                new UserException(
                    "%s is not the state of a run; delete it, a resumed run writes it again"
                        .formatted(folder.state())));
  }
}
