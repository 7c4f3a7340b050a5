package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Dense layers from a latent to an image: the plain GAN (Goodfellow et al. 2014).
 *
 * @param hidden units of every hidden layer, from the latent on
 * @param activation after every hidden layer
 */
public record MlpGenerator(List<Integer> hidden, Activation activation)
    implements GeneratorArchitecture {

  /** Checks every component. */
  public MlpGenerator {
    hidden = List.copyOf(hidden);
    MlpLayers.checkHidden(hidden);
  }

  /** 256, 512, 1024 units, LeakyReLU. */
  public static MlpGenerator defaults() {
    return new MlpGenerator(List.of(256, 512, 1024), Activation.LEAKY_RELU);
  }

  @Override
  public Normalization normalization() {
    return Normalization.NONE;
  }

  @Override
  public void checkSize(int size) {
    // Any size will do.
  }

  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image) {
    Operand<TFloat32> h = MlpLayers.apply(pass, z, hidden, activation); // [batch, last hidden]
    Pass output = pass.in("image");
    Ops tf = output.tf();
    h = Dense.withBias(output, h, image.values(), new Initializer.GlorotUniform());
    h = tf.math.tanh(h); // [batch, size · size · channels]
    return tf.reshape(
        h,
        tf.constant(
            new int[] {-1, image.size(), image.size(), image.channels()})); // [batch, s, s, c]
  }
}
