package dev.gantry.explore;

import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.DiscriminatorNetwork;
import dev.gantry.model.ImageShape;
import dev.gantry.model.LabelChannel;
import dev.gantry.nn.FrozenVariables;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.train.TrainedNetwork;
import dev.gantry.train.TrainingRun;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The discriminator of a run.
 *
 * @param network its layers
 * @param image what it judges
 * @param variables values by full name, in row-major order
 */
public record RunDiscriminator(
    DiscriminatorNetwork network, ImageShape image, Map<String, float[]> variables) {
  private static final String NAME = DiscriminatorArchitecture.NETWORK;

  /** Copies. */
  public RunDiscriminator {
    variables = Map.copyOf(variables);
  }

  /**
   * As the newest whole checkpoint has it.
   *
   * @throws UserException if there is none, or the discriminator is told the class of each image
   */
  public static RunDiscriminator trained(TrainingRun run) {
    requireBlind(run);
    return of(run.config(), TrainedNetwork.discriminator(run.checkpoints().latest(), run.config()));
  }

  /** As the run began with it: random weights of the same distribution. */
  public static RunDiscriminator untrained(TrainingRun run) {
    requireBlind(run);
    return of(run.config(), TrainedNetwork.untrainedDiscriminator(run.config()));
  }

  private static RunDiscriminator of(RunConfig config, Map<String, float[]> variables) {
    return new RunDiscriminator(config.discriminator(), config.image(), variables);
  }

  /** What is told the class cannot be asked what it sees without. */
  private static void requireBlind(TrainingRun run) {
    if (run.config().conditioning().discriminator() instanceof LabelChannel) {
      throw new UserException(
          "%s: its discriminator sees the class as a channel of the image, so that its features would tell what is asked; give a run without classes, or with class-head or projection"
              .formatted(run.folder()));
    }
  }

  /** With other values of some variables. */
  RunDiscriminator with(Map<String, float[]> changed) {
    Map<String, float[]> all = new LinkedHashMap<>(variables);
    all.putAll(changed);
    return new RunDiscriminator(network, image, all);
  }

  /** A pass through all layers but the last. */
  Pass pass(Ops tf, Pass.Mode mode) {
    return new Pass(tf, NAME, new FrozenVariables(variables), mode, Precision.FLOAT32)
        .spectral(network.architecture().spectralNorm());
  }

  /**
   * Builds a pass, for the activations on its way.
   *
   * @param images in [-1, 1], [batch, size, size, channels]
   */
  void build(Pass pass, Operand<TFloat32> images) {
    network.architecture().features(pass, images);
  }
}
