package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Dense layers from an image to a score: the plain GAN (Goodfellow et al. 2014).
 *
 * @param hidden units of every hidden layer, from the image on
 * @param activation after every hidden layer
 * @param spectralNorm whether kernels are divided by their spectral norm
 */
public record MlpDiscriminator(List<Integer> hidden, Activation activation, boolean spectralNorm)
    implements DiscriminatorArchitecture {

  /** Checks every component. */
  public MlpDiscriminator {
    hidden = List.copyOf(hidden);
    MlpLayers.checkHidden(hidden);
  }

  /** 512, 256 units, LeakyReLU. */
  public static MlpDiscriminator defaults() {
    return new MlpDiscriminator(List.of(512, 256), Activation.LEAKY_RELU, false);
  }

  @Override
  public void checkSize(int size) {
    // Any size will do.
  }

  @Override
  public Normalization normalization() {
    return Normalization.NONE;
  }

  @Override
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    Operand<TFloat32> h = Dense.flatten(pass, images); // [batch, size · size · channels]
    return MlpLayers.apply(pass, h, hidden, activation); // [batch, last hidden]
  }

  @Override
  public Operand<TFloat32> score(Pass pass, Operand<TFloat32> features) {
    return Dense.withBias(pass, features, 1, new Initializer.GlorotUniform()); // [batch, 1]
  }
}
