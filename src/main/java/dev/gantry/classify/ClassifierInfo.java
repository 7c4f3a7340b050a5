package dev.gantry.classify;

import dev.gantry.error.Check;
import dev.gantry.model.ClassifierNetwork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code classifier.json} says.
 *
 * @param format version of the folder's layout
 * @param width channels of the network's first stage
 * @param size height and width of the images that it was trained on
 * @param channels of these
 * @param classes names of the classes, index = label
 * @param accuracy share of held-out images that it told right, from 0 to 1
 * @param dataHash hash of the images
 * @param weightsSha256 hash of {@code weights.bin}, in hexadecimal: what tells classifiers apart
 */
public record ClassifierInfo(
    int format,
    int width,
    int size,
    int channels,
    List<String> classes,
    double accuracy,
    String dataHash,
    String weightsSha256) {
  /** The layout that this version of Gantry writes, and the only one that it reads. */
  public static final int FORMAT = 1;

  /** Checks that everything is there. */
  public ClassifierInfo {
    Check.that(
        format == FORMAT,
        "format is %d; this version of Gantry reads %d".formatted(format, FORMAT));
    Check.range("size", size, 4, 1024);
    Check.range("accuracy", accuracy, 0, 1);
    classes = List.copyOf(require("classes", classes));
    require("data-hash", dataHash);
    require("weights-sha256", weightsSha256);
  }

  /** The network of these sizes. */
  public ClassifierNetwork network() {
    return new ClassifierNetwork(width, channels, classes.size());
  }

  /** What the file leaves out arrives as null. */
  private static <T> T require(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
