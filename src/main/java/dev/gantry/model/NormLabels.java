package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * Scale and shift of every batch norm by class (Dumoulin et al. 2017; de Vries et al. 2017, section
 * 3).
 */
@JsonTypeName("norm")
public record NormLabels() implements GeneratorLabels {
  /** Has no options. */
  public static NormLabels defaults() {
    return new NormLabels();
  }
}
