package dev.gantry.serve;

import dev.gantry.error.UserException;
import java.util.List;
import org.tensorflow.proto.TensorInfo;

/**
 * An input or output of a signature.
 *
 * @param name outside
 * @param tensor its name in the graph
 * @param type of its elements
 * @param shape sizes of its dimensions, at least one; {@link #ANY} where the caller chooses
 */
record TensorSpec(String name, String tensor, ElementType type, List<Long> shape) {
  static final long ANY = -1;

  /** What TensorFlow Serving writes in base64. */
  private static final String BYTES = "_bytes";

  /**
   * Reads TensorFlow's description.
   *
   * @throws UserException if JSON cannot carry such a tensor, or it has no first dimension
   */
  static TensorSpec of(String name, TensorInfo info) {
    ElementType type =
        ElementType.of(info.getDtype())
            .orElseThrow(
                () ->
                    new UserException(
                        "its tensor %s is of type %s; float, int32, int64 and string are served"
                            .formatted(name, info.getDtype())));
    List<Long> shape =
        info.getTensorShape().getDimList().stream().map(dimension -> dimension.getSize()).toList();
    if (shape.isEmpty()) {
      throw new UserException(
          "its tensor %s has no dimension, or an unknown number of them".formatted(name));
    }
    return new TensorSpec(name, info.getName(), type, shape);
  }

  /** Whether requests may be joined along the first dimension. */
  boolean batched() {
    return shape.get(0) == ANY;
  }

  /** Whether a row may be of any size. */
  boolean isOpen() {
    return shape.subList(1, shape.size()).contains(ANY);
  }

  /** Whether its values are written as {@code {"b64": …}}. */
  boolean bytes() {
    return type == ElementType.STRING && name.endsWith(BYTES);
  }
}
