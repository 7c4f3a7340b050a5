package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;

/** A generator that makes what it likes. */
@JsonTypeName("none")
public record NoGeneratorLabels() implements GeneratorLabels {
  /** Has no options. */
  public static NoGeneratorLabels defaults() {
    return new NoGeneratorLabels();
  }
}
