package dev.gantry.nn;

import org.tensorflow.ndarray.Shape;

/**
 * How many values a kernel takes and gives at each position of its window.
 *
 * @param in pixels of the window times the channels of the last axis but one
 * @param out pixels of the window times the channels of the last axis
 */
record Fans(long in, long out) {
  /** Of a matrix, or of a convolution's kernel with the window first. */
  static Fans of(Shape shape) {
    int axes = shape.numDimensions();
    if (axes < 2) {
      throw new IllegalArgumentException("fans are those of a kernel, not of " + shape);
    }
    long out = shape.get(axes - 1);
    long in = shape.get(axes - 2);
    long window = shape.size() / (in * out);
    return new Fans(window * in, window * out);
  }
}
