package dev.gantry.doctor;

import dev.gantry.machine.Processor;
import java.util.List;

/**
 * What was found. Texts are empty where something is not known.
 *
 * @param system name, version and architecture
 * @param processor the CPU
 * @param memoryBytes physical memory; 0 where it is not known
 * @param java the JVM's version, with its vendor
 * @param natives TensorFlow's native libraries on the class path
 * @param cuda whether the class path has CUDA's libraries
 * @param driver NVIDIA's
 * @param session what TensorFlow sees and can do
 * @param libraries those that TensorFlow opens for a GPU
 * @param xla what XLA calls to compile for a GPU
 * @param cache where native libraries are unpacked to
 */
public record Facts(
    String system,
    Processor processor,
    long memoryBytes,
    String java,
    List<Natives> natives,
    boolean cuda,
    Driver driver,
    SessionFacts session,
    List<Library> libraries,
    XlaTools xla,
    CacheFolder cache) {
  /** Copies the lists. */
  public Facts {
    natives = List.copyOf(natives);
    libraries = List.copyOf(libraries);
  }
}
