package dev.gantry.train;

import dev.gantry.classify.Classifier;
import dev.gantry.error.UserException;
import dev.gantry.loss.FeatureContent;
import java.nio.file.Path;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a content loss compares of images.
 *
 * @param classifier its network is frozen: gradients go through it to the images
 * @param stages after so many its maps are taken
 */
record ContentFeatures(Classifier classifier, int stages) {
  /**
   * Reads the classifier.
   *
   * @param channels of the images
   * @throws UserException if it is not there, is damaged, or takes other images
   */
  static ContentFeatures of(FeatureContent content, int channels) {
    Classifier classifier = Classifier.open(Path.of(content.classifier()));
    if (classifier.info().channels() != channels) {
      throw new UserException(
          "content.classifier %s takes images of %d channels, data.channels is %d; train a classifier on such images"
              .formatted(content.classifier(), classifier.info().channels(), channels));
    }
    return new ContentFeatures(classifier, content.stage());
  }

  /** From images in [-1, 1] to the maps of a stage. */
  Operand<TFloat32> maps(Ops tf, Operand<TFloat32> images) {
    return classifier.info().network().maps(classifier.pass(tf), images, stages);
  }
}
