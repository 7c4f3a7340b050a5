package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * The image's features projected on a learned vector for its class, added to the logit (Miyato and
 * Koyama 2018, equation 3).
 */
@JsonTypeName("projection")
public record LabelProjection() implements DiscriminatorLabels {
  /** Has no options. */
  public static LabelProjection defaults() {
    return new LabelProjection();
  }
}
