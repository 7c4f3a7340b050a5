package dev.gantry.train;

import dev.gantry.config.ConfigLeaves;
import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may change of a configuration between a checkpoint and the run that goes on from it: nothing
 * that the variables, the images or their order depend on.
 */
final class ConfigChange {
  /** The source, less what is left out, may be the same images elsewhere: their hash decides. */
  private static final Pattern FREE =
      Pattern.compile(
          "name|data\\.(source|exclude)|training\\.(kimg|device|threads|iterations-per-call)|report\\..+|checkpoint\\..+"
              + "|optimizer\\.(generator|discriminator)\\.(learning-rate|clip-norm|schedule.*)");

  private ConfigChange() {}

  /**
   * Compares the configurations key by key.
   *
   * @throws UserException that names the first key that must not change
   */
  static void check(RunConfig saved, RunConfig now) {
    Map<String, String> before = ConfigLeaves.of(saved);
    Map<String, String> after = ConfigLeaves.of(now);
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      if (!FREE.matcher(key).matches() && !Objects.equals(before.get(key), after.get(key))) {
        throw new UserException(
            "%s is %s, but the run was begun with %s; a resumed run may change training.kimg, training.device, training.threads, training.iterations-per-call, report, checkpoint, and the optimizers' learning-rate, schedule and clip-norm: for all else start a new run with gantry train"
                .formatted(key, shown(after.get(key)), shown(before.get(key))));
      }
    }
  }

  private static String shown(@Nullable String value) {
    return value == null ? "absent" : value;
  }
}
