package dev.gantry.serve;

import dev.gantry.error.Check;
import dev.gantry.export.Trust;
import java.time.Duration;
import java.util.Map;

/**
 * Which versions of a model are served.
 *
 * @param all every version, not only the highest that can be loaded
 * @param poll how often new versions are looked for
 * @param labels names for versions
 * @param trust what they may do
 */
public record VersionOptions(boolean all, Duration poll, Map<String, Long> labels, Trust trust) {
  /** Checks every component. */
  public VersionOptions {
    Check.range("poll-seconds", poll.toMillis() / 1e3, 0.01, 86_400);
    labels = Map.copyOf(labels);
    labels.forEach(
        (label, version) ->
            Check.that(
                label.matches("[A-Za-z0-9._-]{1,64}") && version >= 0,
                "label is \"%s=%d\"; it must be 1 to 64 letters, digits, dots, dashes or underscores, and a version from 0 on"
                    .formatted(label, version)));
  }

  /** The highest version, looked for every 2 seconds; no labels, no trust. */
  public static VersionOptions defaults() {
    return new VersionOptions(false, Duration.ofSeconds(2), Map.of(), Trust.CALCULATION);
  }
}
