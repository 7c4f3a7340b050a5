package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import dev.gantry.model.NetworkSummary;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/**
 * What an iteration needs at least: TensorFlow may take the whole JVM down where memory ends, so
 * that sizes are checked before they are believed.
 */
final class MemoryNeed {
  /** Value, gradient, two slots of the optimizer. */
  private static final int COPIES_OF_PARAMETERS = 4;

  private MemoryNeed() {}

  /**
   * Bytes that are held at one moment: all parameters with what belongs to them, and every
   * activation of the generator's pass and of the discriminator's two, which wait for their
   * gradients.
   */
  static double bytes(RunConfig config) {
    NetworkSummary generator = NetworkSummary.of(config.generator());
    NetworkSummary discriminator = NetworkSummary.of(config.discriminator(), config.image());
    double parameters = (double) generator.parameters() + discriminator.parameters();
    double activations = generator.activations() + 2.0 * discriminator.activations();
    return Float.BYTES
        * (COPIES_OF_PARAMETERS * parameters + config.training().batch() * activations);
  }

  /**
   * Compares the need with the machine's memory.
   *
   * @throws UserException if it cannot fit
   */
  static void check(RunConfig config) {
    double needed = bytes(config);
    double present = Pointer.totalPhysicalBytes();
    if (needed > present) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "an iteration of %s needs at least %,.1f GB of memory, this machine has %,.1f GB;"
                  + " make training.batch, data.size or the networks' widths smaller",
              config.name(),
              needed / 1e9,
              present / 1e9));
    }
  }
}
