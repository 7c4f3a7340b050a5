package dev.gantry.export;

import dev.gantry.error.Check;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a network is written.
 *
 * @param weights what kernels are stored as
 * @param folding what is made of batch norm and transposed convolutions: the same images but for
 *     rounding, sooner
 * @param truncation greatest magnitude of a latent's values, at least 0.01: standard normal ones
 *     are squeezed into that range so that they follow the truncated normal distribution, for fewer
 *     odd images and less variety (the truncation trick of BigGAN, Brock et al. 2019, section 3.1,
 *     arXiv:1809.11096, without drawing again); 0 for none
 */
public record ExportForm(WeightType weights, Folding folding, double truncation) {
  private static final double LEAST_TRUNCATION = 0.01;
  private static final double GREATEST_TRUNCATION = 5;

  /** Checks every component. */
  public ExportForm {
    Check.that(
        truncation == 0 || (truncation >= LEAST_TRUNCATION && truncation <= GREATEST_TRUNCATION),
        String.format(
            Locale.ROOT,
            "truncation is %s; it must be from %s to %s, or 0 for none",
            truncation,
            LEAST_TRUNCATION,
            GREATEST_TRUNCATION));
  }

  /** As trained. */
  public static ExportForm defaults() {
    return new ExportForm(WeightType.FLOAT32, Folding.NONE, 0);
  }

  /** What was done to the network, for {@code gantry.json}; nothing where it is as trained. */
  Map<String, String> told() {
    Map<String, String> told = new LinkedHashMap<>();
    if (weights != WeightType.FLOAT32) {
      told.put("weight-type", weights.name().toLowerCase(Locale.ROOT));
    }
    if (folding != Folding.NONE) {
      told.put("batch-norm", "folded");
    }
    if (folding == Folding.SINGLE) {
      told.put("made-for", "single images");
    }
    if (truncation > 0) {
      told.put("truncation", Double.toString(truncation));
    }
    return told;
  }
}
