package dev.gantry.train;

import dev.gantry.config.TrainingConfig;
import dev.gantry.error.UserException;
import dev.gantry.graph.SessionOptions;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.types.TFloat32;

/** The device that a run really uses. */
enum TrainingDevice {
  CPU,
  GPU;

  /**
   * Finds the device for what is asked.
   *
   * @param training where, and on how many threads
   * @throws UserException where a GPU is asked for and TensorFlow has none
   */
  static TrainingDevice choose(TrainingConfig training) {
    return switch (training.device()) {
      case CPU -> CPU;
      case AUTO -> gpuAnswers(training.threads()) ? GPU : CPU;
      case GPU -> {
        if (!gpuAnswers(training.threads())) {
          throw new UserException(
              "training.device is gpu, but TensorFlow has no GPU here; `gantry doctor` says what is"
                  + " missing, or set training.device to auto or cpu");
        }
        yield GPU;
      }
    };
  }

  /**
   * Runs one operation on the GPU. A GPU build with a library missing falls back to the CPU in
   * silence, so that nothing less than a run that must not fall back tells.
   *
   * @param threads of the run: the first session of a process makes the threads for all
   */
  private static boolean gpuAnswers(int threads) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Ops gpu =
          tf.withDevice(
              DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build());
      Operand<TFloat32> sum = gpu.math.add(gpu.constant(1f), gpu.constant(1f));
      try (Session session = new Session(graph, options(GPU, threads));
          Result result = session.runner().fetch(sum).run()) {
        return result.size() == 1;
      } catch (TensorFlowException | IllegalArgumentException e) {
        // "Cannot assign a device" comes as the latter.
        return false;
      }
    }
  }

  /** Options of a session that is not for training. */
  ConfigProto options(int threads) {
    return options(this, threads);
  }

  /** Options of a session that trains. */
  ConfigProto options(TrainingConfig training) {
    ConfigProto plain = options(this, training.threads());
    if (!training.xla()) {
      return plain;
    }
    ConfigProto.Builder compiled = plain.toBuilder();
    compiled
        .getGraphOptionsBuilder()
        .getOptimizerOptionsBuilder()
        .setGlobalJitLevel(OptimizerOptions.GlobalJitLevel.ON_1)
        .setCpuGlobalJit(this == CPU);
    return compiled.build();
  }

  /** Whether operations are fused by hand for the CPU's library, which XLA would not compile. */
  boolean fusesForCpu(TrainingConfig training) {
    return this == CPU && !training.xla();
  }

  private static ConfigProto options(TrainingDevice device, int threads) {
    ConfigProto.Builder options =
        SessionOptions.shared().toBuilder().setIntraOpParallelismThreads(threads);
    if (device == CPU) {
      options.putDeviceCount("GPU", 0);
    }
    return options.build();
  }
}
