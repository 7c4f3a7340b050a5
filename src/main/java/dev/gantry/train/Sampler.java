package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.VariableSource;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Pictures for people.
 *
 * @param input feed: what the generator makes images from, [count, …]
 * @param labels feed, [count], where labels are used
 * @param images in [-1, 1], [count, size, size, channels]
 */
record Sampler(
    Placeholder<TFloat32> input, Optional<Placeholder<TInt32>> labels, Operand<TFloat32> images) {

  /** Builds the generator's pass for any number of pictures. */
  static Sampler of(Ops tf, RunConfig config, VariableSource trained) {
    Placeholder<TFloat32> input =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(config.generator().input(Shape.UNKNOWN_SIZE)));
    Optional<Placeholder<TInt32>> labels =
        config.conditioning().usesLabels()
            ? Optional.of(
                tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))))
            : Optional.empty();
    Pass pass =
        new Pass(
            tf, GeneratorArchitecture.NETWORK, trained, Pass.Mode.INFERENCE, Precision.FLOAT32);
    Operand<TFloat32> images =
        config
            .generator()
            .generate(
                pass,
                input,
                labels.map(each -> RealBatches.oneHot(tf, each, config.conditioning().classes())));
    return new Sampler(input, labels, images);
  }
}
