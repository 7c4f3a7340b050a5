package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Dense layers from an image to a logit: the plain GAN (Goodfellow et al. 2014).
 *
 * @param hidden units of every hidden layer, from the image on
 * @param activation after every hidden layer
 */
public record MlpDiscriminator(List<Integer> hidden, Activation activation)
    implements DiscriminatorArchitecture {

  /** Checks every component. */
  public MlpDiscriminator {
    hidden = List.copyOf(hidden);
    MlpLayers.checkHidden(hidden);
  }

  /** 512, 256 units, LeakyReLU. */
  public static MlpDiscriminator defaults() {
    return new MlpDiscriminator(List.of(512, 256), Activation.LEAKY_RELU);
  }

  @Override
  public void checkSize(int size) {
    // Any size will do.
  }

  @Override
  public Operand<TFloat32> judge(Pass pass, Operand<TFloat32> images) {
    Operand<TFloat32> h = Dense.flatten(pass, images); // [batch, size · size · channels]
    h = MlpLayers.apply(pass, h, hidden, activation); // [batch, last hidden]
    Pass logit = pass.in("logit").exact();
    Ops tf = logit.tf();
    h = Dense.withBias(logit, h, 1, new Initializer.GlorotUniform()); // [batch, 1]
    return tf.reshape(h, tf.constant(new int[] {-1})); // [batch]
  }
}
