package dev.gantry.loss;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The difference of what a trained classifier sees in the images (Ledig et al. 2017, equation 5,
 * with a classifier of Gantry's in place of VGG).
 *
 * @param classifier folder that {@code gantry classify train} made
 * @param stage of the classifier after which its maps are compared, from 1 to 3
 * @param distance squared or absolute
 * @param adversarialWeight of the objective's loss beside this one
 * @param pretrainKimg until so many thousands of images were shown, this loss counts alone and the
 *     discriminator rests
 */
@JsonTypeName("features")
public record FeatureContent(
    String classifier, int stage, Distance distance, double adversarialWeight, double pretrainKimg)
    implements Content {
  private static final int STAGES = 3;

  /** Checks every component. */
  public FeatureContent {
    Check.that(
        !classifier.isBlank(),
        "classifier is empty; give a folder that gantry classify train made");
    Check.range("stage", stage, 1, STAGES);
    Check.range("adversarial-weight", adversarialWeight, 0, 1e6);
    Check.range("pretrain-kimg", pretrainKimg, 0, 1e9);
  }

  /** The second stage of {@code classifiers/mnist}, with the paper's weight of 0.001. */
  public static FeatureContent defaults() {
    return new FeatureContent("classifiers/mnist", 2, Distance.SQUARED, 0.001, 0);
  }

  @Override
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> made, Operand<TFloat32> real) {
    return distance.of(tf, made, real);
  }
}
