package dev.gantry.export;

import dev.gantry.error.Check;
import java.util.Map;

/**
 * What {@code gantry.json} says of an exported model that enlarges pictures.
 *
 * @param format version of this file's own layout
 * @param kind {@link #KIND}
 * @param scale how many times as high and wide a picture becomes
 * @param reach pixels by which parts of a picture must overlap, to be enlarged one by one
 * @param channels of a picture: 1 for grey, 3 for RGB; black is 0, white 1
 * @param signatures what can be called, by name
 * @param savedModel what {@code saved_model.pb} must be
 * @param provenance where the model comes from
 * @param config the run's configuration, with the keys of its YAML file
 */
public record UpscalerInfo(
    int format,
    String kind,
    int scale,
    int reach,
    int channels,
    Map<String, ModelInfo.Signature> signatures,
    ModelInfo.SavedModel savedModel,
    Map<String, String> provenance,
    Map<String, Object> config) {

  /** What tells it from a model that makes pictures from latents. */
  public static final String KIND = "upscaler";

  /** Checks that everything is there. */
  public UpscalerInfo {
    Field.require("kind", kind);
    Check.range("scale", scale, 2, 16);
    Check.range("reach", reach, 0, 1024);
    Check.that(
        channels == 1 || channels == 3, "channels is %d; it must be 1 or 3".formatted(channels));
    signatures = Field.ordered(Field.require("signatures", signatures));
    Field.require("saved-model", savedModel);
    provenance = Field.ordered(Field.require("provenance", provenance));
    config = Field.ordered(Field.require("config", config));
  }
}
