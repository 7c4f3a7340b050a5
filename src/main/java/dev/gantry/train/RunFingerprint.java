package dev.gantry.train;

import dev.gantry.config.ConfigLeaves;
import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.nn.Seeds;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What all processes that train a run together must have been given alike, as one number. */
final class RunFingerprint {
  /** Each machine may have its images elsewhere; the chief alone measures, reports and saves. */
  private static final Pattern OWN =
      Pattern.compile(
          "name|data\\.(source|exclude)|training\\.(device|threads)|(metrics|report|checkpoint)\\..+");

  private RunFingerprint() {}

  /** The number, not negative; another one for another configuration, data, version or cluster. */
  static long of(RunConfig config, ImageSet images, Replica replica) {
    Map<String, String> leaves = new TreeMap<>(ConfigLeaves.of(config));
    leaves.keySet().removeIf(key -> OWN.matcher(key).matches());
    return Seeds.derive(
        replica.count(),
        leaves + images.hash() + GantryVersion.VERSION + replica.batchNorm().name());
  }
}
