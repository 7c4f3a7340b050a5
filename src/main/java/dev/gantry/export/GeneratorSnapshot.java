package dev.gantry.export;

import dev.gantry.config.RunConfig;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.nn.FrozenVariables;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.op.Ops;

/**
 * A generator at one moment of a run: what an export is made from.
 *
 * @param config of the run
 * @param variables the generator's values by full name, such as {@code generator/block0/kernel}, in
 *     row-major order; the averaged ones where the run keeps an average. The arrays are not copied
 * @param classes names of the classes as the data has them, index = label; kept where the generator
 *     is told classes, exactly as many as there are, and a class without a name has its number
 * @param provenance where it comes from, such as versions, the git commit and the images shown
 */
public record GeneratorSnapshot(
    RunConfig config,
    Map<String, float[]> variables,
    List<String> classes,
    Map<String, String> provenance)
    implements NetworkSnapshot {
  /** Names the classes; copies the maps, in the order of their keys. */
  public GeneratorSnapshot {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    classes = ClassNames.of(config.conditioning(), classes);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
  }

  /** A pass through the generator as it was, its variables as constants. */
  Pass pass(Ops tf) {
    return new Pass(
        tf,
        GeneratorArchitecture.NETWORK,
        new FrozenVariables(variables),
        Pass.Mode.INFERENCE,
        Precision.FLOAT32);
  }
}
