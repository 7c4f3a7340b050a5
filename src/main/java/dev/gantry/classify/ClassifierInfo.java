package dev.gantry.classify;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gantry.error.Check;
import dev.gantry.model.ClassifierNetwork;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code classifier.json} says.
 *
 * @param format version of the folder's layout
 * @param width channels of the network's first stage
 * @param size height and width of the images that it was trained on
 * @param channels of these
 * @param classes names of the classes, index = label
 * @param accuracy share of images that it was not trained on that it told right, from 0 to 1
 * @param judged which images these were
 * @param judgedBy how many these were; 0 where the file does not say
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
    Judged judged,
    int judgedBy,
    String dataHash,
    String weightsSha256) {
  /** The layout that this version of Gantry writes, and the only one that it reads. */
  public static final int FORMAT = 1;

  /** Which images say how good a classifier is. */
  public enum Judged {
    /** The source's own test part. */
    @JsonProperty("test-split")
    TEST_SPLIT,
    /** A tenth of the images, held out. */
    @JsonProperty("held-out-tenth")
    HELD_OUT
  }

  /** How good a classifier is, and which images say so, and how many. */
  record Accuracy(double share, Judged judged, int judgedBy) {}

  /** Checks that everything is there. */
  public ClassifierInfo {
    Check.that(
        format == FORMAT,
        "format is %d; this version of Gantry reads %d".formatted(format, FORMAT));
    Check.range("size", size, 4, 1024);
    Check.range("accuracy", accuracy, 0, 1);
    classes = List.copyOf(require("classes", classes));
    // What the first files leave out.
    judged = Objects.requireNonNullElse(judged, Judged.HELD_OUT);
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
