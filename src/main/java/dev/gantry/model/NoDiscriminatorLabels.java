package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;

/** A discriminator that judges images of all classes alike. */
@JsonTypeName("none")
public record NoDiscriminatorLabels() implements DiscriminatorLabels {
  /** Has no options. */
  public static NoDiscriminatorLabels defaults() {
    return new NoDiscriminatorLabels();
  }
}
