package dev.gantry.export;

import dev.gantry.config.RunConfig;
import java.util.List;
import java.util.Map;

/** A network at one moment of a run: what an export is made from. */
public sealed interface NetworkSnapshot permits GeneratorSnapshot, DiscriminatorSnapshot {
  /** The configuration of the run. */
  RunConfig config();

  /** Values by full name, in row-major order. */
  Map<String, float[]> variables();

  /** Names of the classes, index = label; empty where the network is told none. */
  List<String> classes();

  /** Where it comes from, such as versions, the git commit and the images shown. */
  Map<String, String> provenance();
}
