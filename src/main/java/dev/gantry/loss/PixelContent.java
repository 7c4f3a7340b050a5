package dev.gantry.loss;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The difference pixel by pixel (Ledig et al. 2017, equation 4).
 *
 * @param distance squared or absolute
 * @param adversarialWeight of the objective's loss beside this one; 0 trains SRResNet
 * @param pretrainKimg until so many thousands of images were shown, this loss counts alone and the
 *     discriminator rests
 */
@JsonTypeName("pixels")
public record PixelContent(Distance distance, double adversarialWeight, double pretrainKimg)
    implements Content {
  /** Checks every component. */
  public PixelContent {
    Check.range("adversarial-weight", adversarialWeight, 0, 1e6);
    Check.range("pretrain-kimg", pretrainKimg, 0, 1e9);
  }

  /** Squared, with the paper's weight of 0.001 for the objective, from the start. */
  public static PixelContent defaults() {
    return new PixelContent(Distance.SQUARED, 0.001, 0);
  }

  @Override
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> made, Operand<TFloat32> real) {
    return distance.of(tf, made, real);
  }
}
