package dev.gantry.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gantry.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run was made with and from: what someone needs to explain it in a year. Empty strings say
 * that something is not known and are left out of the file. Immutable, so thread-safe.
 *
 * @param software versions
 * @param machine where it ran
 * @param data what it was trained on
 * @param seed every random draw of the run derives from it
 * @param commandLine the words of the command that started it
 * @param started when
 */
public record Provenance(
    Software software,
    Machine machine,
    Data data,
    long seed,
    List<String> commandLine,
    Instant started) {

  /** Copies the command line. */
  public Provenance {
    commandLine = List.copyOf(commandLine);
  }

  /**
   * Versions.
   *
   * @param gantry Gantry's
   * @param gitCommit what Gantry was built from, in hexadecimal
   * @param java the JVM's, with its vendor
   * @param tensorflow the native library's
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Software(String gantry, String gitCommit, String java, String tensorflow) {}

  /**
   * Where a run ran.
   *
   * @param os name, version and architecture
   * @param cpu the processor's model
   * @param cores cores that the JVM may use
   * @param memoryBytes physical memory
   * @param device what TensorFlow trained on
   * @param host the machine's name
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Machine(
      String os, String cpu, int cores, long memoryBytes, String device, String host) {}

  /**
   * What a run was trained on.
   *
   * @param source a named source or a path, as configured
   * @param hash SHA-256 of sizes, pixels and labels, in hexadecimal
   * @param count number of images
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Data(String source, String hash, int count) {}

  /**
   * Writes {@code provenance.json}.
   *
   * @throws dev.gantry.error.RunException if it could not be written
   */
  public void write(RunFolder folder) {
    write(folder.provenance());
  }

  /**
   * Writes the first of {@code provenance-1.json}, {@code provenance-2.json}, … that is not there
   * yet: of a run that goes on.
   *
   * @throws dev.gantry.error.RunException if it could not be written
   */
  public void writeResumed(RunFolder folder) {
    int resume = 1;
    while (Files.exists(folder.provenance(resume))) {
      resume++;
    }
    write(folder.provenance(resume));
  }

  /**
   * Reads {@code provenance.json}, of any version.
   *
   * @return every value by its path, such as {@code data.hash}; empty where there is no such file
   * @throws dev.gantry.error.UserException if the file cannot be read
   */
  public static Map<String, String> read(RunFolder folder) {
    return Files.isRegularFile(folder.provenance())
        ? Json.flatten(BoundedFile.readText(folder.provenance()))
        : Map.of();
  }

  private void write(Path file) {
    byte[] json = Json.pretty(this).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(json));
  }
}
