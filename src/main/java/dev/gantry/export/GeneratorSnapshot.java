package dev.gantry.export;

import dev.gantry.config.RunConfig;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A generator at one moment of a run: what an export is made from.
 *
 * @param config of the run
 * @param variables the generator's values by full name, such as {@code generator/block0/kernel}, in
 *     row-major order; the averaged ones where the run keeps an average. The arrays are not copied
 * @param provenance where it comes from, such as versions, the git commit and the images shown
 */
public record GeneratorSnapshot(
    RunConfig config, Map<String, float[]> variables, Map<String, String> provenance) {
  /** Copies the maps, in the order of their keys. */
  public GeneratorSnapshot {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
  }
}
