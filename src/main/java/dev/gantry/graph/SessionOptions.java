package dev.gantry.graph;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** Options of sessions. */
public final class SessionOptions {
  private SessionOptions() {}

  /**
   * For a session beside others of the process: a GPU's memory is taken as it is needed.
   *
   * <p>Without the remapper, which fuses a convolution with its bias and activation: in graphs with
   * gradients it trips over LeakyReLU (TensorFlow 2.18, "Mutation::Apply error: fanout …"), and
   * says so on stderr at every start.
   */
  public static ConfigProto shared() {
    RewriterConfig rewrites =
        RewriterConfig.newBuilder().setRemapping(RewriterConfig.Toggle.OFF).build();
    return ConfigProto.newBuilder()
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewrites))
        .build();
  }
}
