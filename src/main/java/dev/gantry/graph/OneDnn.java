package dev.gantry.graph;

import org.tensorflow.proto.DataType;

/** TensorFlow's library for the CPU. */
final class OneDnn {
  private OneDnn() {}

  /**
   * Whether TensorFlow uses it here: not on processors without AVX-512 or on ARM, nor where {@code
   * TF_ENABLE_ONEDNN_OPTS=0}. No function says so; one of its own operations does.
   */
  static boolean isOn() {
    return FusedNorms.isComputed(DataType.DT_FLOAT);
  }
}
