package dev.gantry.features;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** Options of the extractors' sessions. */
final class SessionOptions {
  private SessionOptions() {}

  /** Beside other sessions of the process: a GPU's memory is taken as it is needed. */
  static ConfigProto shared() {
    return ConfigProto.newBuilder()
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .build();
  }
}
