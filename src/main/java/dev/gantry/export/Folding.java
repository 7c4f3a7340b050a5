package dev.gantry.export;

/** What becomes of layers that inference needs no longer as they were trained. */
public enum Folding {
  /** All stays as trained. */
  NONE,
  /**
   * Batch norm that follows a convolution or dense layer becomes part of its kernel and a bias, and
   * a transposed convolution that makes an image one of another kind: less time an image, however
   * many are made at a time.
   */
  BATCHES,
  /**
   * All transposed convolutions become others as well: least time for one image at a time, more
   * than in {@link #BATCHES} for many.
   */
  SINGLE
}
