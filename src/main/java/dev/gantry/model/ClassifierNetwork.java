package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A small convolutional classifier, whose inner maps tell images apart as people do: three stages
 * of two 3×3 convolutions with batch norm and ReLU, the second of each halving the image and each
 * stage doubling the channels; the mean over all places; a dense layer.
 *
 * @param width channels of the first stage
 * @param channels of the images: 1 or 3
 * @param classes how many there are
 */
public record ClassifierNetwork(int width, int channels, int classes) {
  /** First part of the names of its variables. */
  public static final String NETWORK = "classifier";

  /** How many stages there are. */
  public static final int STAGES = 3;

  private static final Window HALVING = new Window(3, 2);

  /** Checks every component. */
  public ClassifierNetwork {
    Check.range("width", width, 1, 1024);
    Check.that(channels == 1 || channels == 3, "channels is " + channels + "; it must be 1 or 3");
    Check.range("classes", classes, 2, 10_000);
  }

  /**
   * What the first stages make of images of any size.
   *
   * @param images in [-1, 1], [batch, height, width, channels]
   * @param stages from 1 to {@link #STAGES}
   * @return [batch, height / 2^stages, width / 2^stages, width · 2^(stages − 1)], rounded up
   */
  public Operand<TFloat32> maps(Pass pass, Operand<TFloat32> images, int stages) {
    Operand<TFloat32> h = images;
    for (int i = 0; i < stages; i++) {
      Pass stage = pass.in("stage" + i);
      h = convolved(stage.in("same"), h, Window.THREE, width << i);
      h = convolved(stage.in("half"), h, HALVING, width << i);
    }
    return h;
  }

  private static Operand<TFloat32> convolved(
      Pass pass, Operand<TFloat32> x, Window window, int filters) {
    long inputs = (long) window.size() * window.size() * x.shape().get(3);
    // He et al. 2015, equation 10: what a ReLU halves is made up for.
    Initializer kernel = new Initializer.Normal(0, Math.sqrt(2.0 / inputs));
    Operand<TFloat32> h = Convolution.apply(pass, x, window, filters, kernel);
    return Activation.RELU.apply(pass, Normalization.BATCH.apply(pass, h));
  }

  /**
   * What the last layer decides by.
   *
   * @param images as {@link #maps} takes them
   * @return [batch, 4 · width]
   */
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    return pass.tf().math.mean(maps(pass, images, STAGES), pass.tf().constant(new int[] {1, 2}));
  }

  /**
   * The logit of each class.
   *
   * @param features from {@link #features}
   * @return [batch, classes]
   */
  public Operand<TFloat32> logits(Pass pass, Operand<TFloat32> features) {
    return Dense.withBias(
        pass.in("logits").exact(), features, classes, new Initializer.GlorotUniform());
  }
}
