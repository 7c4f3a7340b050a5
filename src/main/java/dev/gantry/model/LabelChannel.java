package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;

/** A learned picture for each class as one more channel of the image. */
@JsonTypeName("channel")
public record LabelChannel() implements DiscriminatorLabels {
  /** Has no options. */
  public static LabelChannel defaults() {
    return new LabelChannel();
  }
}
