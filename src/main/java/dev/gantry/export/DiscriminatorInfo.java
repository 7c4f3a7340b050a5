package dev.gantry.export;

import dev.gantry.error.Check;
import java.util.List;
import java.util.Map;

/**
 * What {@code gantry.json} says of an exported discriminator.
 *
 * @param format version of this file's own layout
 * @param kind {@link #KIND}
 * @param image what goes in
 * @param labels names of the classes, index = label: those that it is told or tells; empty where it
 *     knows none
 * @param features how many numbers {@code features} gives for an image
 * @param signatures what can be called, by name
 * @param savedModel what {@code saved_model.pb} must be
 * @param provenance where the model comes from
 * @param config the run's configuration, with the keys of its YAML file
 */
public record DiscriminatorInfo(
    int format,
    String kind,
    ModelInfo.Image image,
    List<String> labels,
    int features,
    Map<String, ModelInfo.Signature> signatures,
    ModelInfo.SavedModel savedModel,
    Map<String, String> provenance,
    Map<String, Object> config) {

  /** What tells it from a model that makes images. */
  public static final String KIND = "discriminator";

  /** Checks that everything is there. */
  public DiscriminatorInfo {
    Field.require("kind", kind);
    Field.require("image", image);
    labels = List.copyOf(Field.require("labels", labels));
    Check.range("features", features, 1, Integer.MAX_VALUE);
    signatures = Field.ordered(Field.require("signatures", signatures));
    Field.require("saved-model", savedModel);
    provenance = Field.ordered(Field.require("provenance", provenance));
    config = Field.ordered(Field.require("config", config));
  }
}
