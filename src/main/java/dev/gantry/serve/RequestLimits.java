package dev.gantry.serve;

import dev.gantry.error.Check;
import java.time.Duration;
import java.util.List;

/**
 * What a request may ask for.
 *
 * @param maxBody bytes of its body
 * @param maxRows that it may have
 * @param maxPixels of all its pictures together, where the model takes pictures of any size
 * @param bodyTime in which its body must arrive
 * @param idleTime after which a connection on which nothing moves is closed
 */
public record RequestLimits(
    int maxBody, int maxRows, int maxPixels, Duration bodyTime, Duration idleTime) {
  private static final int PICTURE_RANK = 4;
  private static final int MOST_CHANNELS = 4;

  /** Checks every component. */
  public RequestLimits {
    Check.range("max-body", maxBody, 1 << 10, 1 << 28);
    Check.range("max-batch", maxRows, 1, 1 << 16);
    Check.range("max-pixels", maxPixels, 1, 1 << 28);
    Check.range("body-seconds", bodyTime.toMillis() / 1e3, 0.1, 3600);
    Check.range("idle-seconds", idleTime.toMillis() / 1e3, 0.1, 3600);
  }

  /** 8 MiB, 64 rows, 262,144 pixels (one picture of 512 × 512), 30 s and 30 s. */
  public static RequestLimits defaults() {
    return new RequestLimits(8 << 20, 64, 1 << 18, Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  /** Values that pictures of so many pixels can have. */
  long maxValues() {
    return (long) MOST_CHANNELS * maxPixels;
  }

  /**
   * Checks what the signature leaves open.
   *
   * @throws HttpFailure if the first dimensions of inputs that belong together differ, or the
   *     pictures are too large
   */
  void check(PredictRequest request) {
    SignatureSpec signature = request.signature();
    long pixels = 0;
    for (TensorSpec spec : signature.inputs().values()) {
      TensorValue value = request.inputs().get(spec.name());
      if (signature.batched() && value.rows() != request.rows()) {
        throw HttpFailure.badRequest(
            "input %s has %d rows and input %s %d; they must have the same number"
                .formatted(
                    signature.onlyInput().name(), request.rows(), spec.name(), value.rows()));
      }
      pixels += pixels(spec, value);
    }
    if (pixels > maxPixels) {
      throw HttpFailure.badRequest(
          "the request's pictures have %,d pixels together; at most %,d are taken"
              .formatted(pixels, maxPixels));
    }
  }

  private static long pixels(TensorSpec spec, TensorValue value) {
    if (value.elements() instanceof Elements.Strings files && spec.bytes()) {
      long pixels = 0;
      for (byte[] file : files.values()) {
        pixels += PngSize.pixels(spec.name(), file);
      }
      return pixels;
    }
    List<Long> shape = spec.shape();
    if (shape.size() != PICTURE_RANK || !spec.isOpen()) {
      return 0;
    }
    return (long) value.rows() * value.shape().get(1) * value.shape().get(2);
  }
}
