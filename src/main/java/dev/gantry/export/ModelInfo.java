package dev.gantry.export;

import dev.gantry.error.Check;
import java.util.List;
import java.util.Map;

/**
 * What {@code gantry.json} says of an exported model.
 *
 * @param format version of this file's own layout
 * @param latent what goes in
 * @param image what comes out
 * @param labels names of the classes that can be asked for, index = label; empty where the
 *     generator takes none
 * @param signatures what can be called, by name
 * @param savedModel what {@code saved_model.pb} must be
 * @param provenance where the model comes from
 * @param config the run's configuration, with the keys of its YAML file
 */
public record ModelInfo(
    int format,
    Latent latent,
    Image image,
    List<String> labels,
    Map<String, Signature> signatures,
    SavedModel savedModel,
    Map<String, String> provenance,
    Map<String, Object> config) {

  /** The layout that this version of Gantry writes, and the newest that it reads. */
  public static final int FORMAT = 1;

  /** Checks that everything is there. */
  public ModelInfo {
    Field.require("latent", latent);
    Field.require("image", image);
    labels = names(Field.require("labels", labels));
    signatures = Field.ordered(Field.require("signatures", signatures));
    Field.require("saved-model", savedModel);
    provenance = Field.ordered(Field.require("provenance", provenance));
    config = Field.ordered(Field.require("config", config));
  }

  /**
   * What a generator takes.
   *
   * @param size length of a latent
   * @param distribution what latents are drawn from: {@link #NORMAL}
   */
  public record Latent(int size, String distribution) {
    /** Each value from a normal distribution of mean 0 and standard deviation 1. */
    public static final String NORMAL = "standard-normal";

    /** Checks every component. */
    public Latent {
      Check.range("latent.size", size, 1, 8192);
      Field.require("latent.distribution", distribution);
      Check.that(
          distribution.equals(NORMAL),
          "latent.distribution is \"%s\"; it must be %s".formatted(distribution, NORMAL));
    }
  }

  /**
   * What a generator makes.
   *
   * @param height in pixels
   * @param width in pixels
   * @param channels 1 for grey, 3 for RGB
   * @param range the least and the greatest value: 0 (black) and 1
   */
  public record Image(int height, int width, int channels, List<Double> range) {
    /** Black is 0, white 1. */
    public static final List<Double> UNIT_RANGE = List.of(0.0, 1.0);

    /** Checks every component. */
    public Image {
      Check.range("image.height", height, 1, 1024);
      Check.range("image.width", width, 1, 1024);
      Check.that(
          channels == 1 || channels == 3,
          "image.channels is %d; it must be 1 or 3".formatted(channels));
      range = List.copyOf(Field.require("image.range", range));
      Check.that(
          range.equals(UNIT_RANGE),
          "image.range is %s; it must be %s".formatted(range, UNIT_RANGE));
    }

    /** Sizes of a batch of images as a signature has them: [-1, height, width, channels]. */
    List<Long> batchShape() {
      return List.of(Signatures.ANY, (long) height, (long) width, (long) channels);
    }

    /** Values of one image. */
    public int values() {
      return height * width * channels;
    }
  }

  /**
   * A function of the SavedModel.
   *
   * @param inputs tensors by name
   * @param outputs tensors by name
   */
  public record Signature(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
    /** Copies the maps. */
    public Signature {
      inputs = Field.ordered(Field.require("signatures.inputs", inputs));
      outputs = Field.ordered(Field.require("signatures.outputs", outputs));
    }
  }

  /**
   * An input or output of a signature.
   *
   * @param type {@code float32}, {@code int64} or {@code string}
   * @param shape sizes of its dimensions; -1 is the batch's
   */
  public record Tensor(String type, List<Long> shape) {
    /** Checks every component. */
    public Tensor {
      Field.require("signatures.type", type);
      shape = List.copyOf(Field.require("signatures.shape", shape));
    }
  }

  /**
   * What {@code saved_model.pb} must be; anything else was damaged on the way.
   *
   * @param bytes its length
   * @param sha256 its hash, in hexadecimal
   */
  public record SavedModel(long bytes, String sha256) {
    /** Checks every component. */
    public SavedModel {
      Check.that(bytes > 0, "saved-model.bytes is %d; it must be above 0".formatted(bytes));
      Field.require("saved-model.sha256", sha256);
    }
  }

  private static List<String> names(List<String> labels) {
    Check.that(
        labels.stream().allMatch(name -> name != null && !name.isBlank()),
        "labels has a class without a name");
    return List.copyOf(labels);
  }
}
