package dev.gantry.model;

import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A discriminator with what it knows of classes.
 *
 * @param architecture its layers
 * @param conditioning how labels enter
 */
public record DiscriminatorNetwork(
    DiscriminatorArchitecture architecture, Conditioning conditioning) {
  /** Start of what is learned for each class, as large as what it stands beside. */
  private static final Initializer EMBEDDING = new Initializer.Normal(0, 1);

  private static final Initializer HEAD = new Initializer.Normal(0, 0.02);

  /**
   * Builds one pass.
   *
   * @param images in [-1, 1], [batch, size, size, channels]
   * @param classes one-hot rows, [batch, classes]; there where labels are used
   */
  public Judgement judge(
      Pass outer, Operand<TFloat32> images, Optional<Operand<TFloat32>> classes) {
    Pass pass = outer.spectral(architecture.spectralNorm());
    DiscriminatorLabels labels = conditioning.discriminator();
    Operand<TFloat32> seen =
        labels instanceof LabelChannel ? withChannel(pass, images, classes.orElseThrow()) : images;
    Operand<TFloat32> features = architecture.features(pass, seen); // [batch, features]
    Pass logit = pass.in("logit").exact();
    Operand<TFloat32> score = architecture.score(logit, features); // [batch, 1]
    if (labels instanceof LabelProjection) {
      score =
          pass.tf()
              .math
              .add(score, projection(pass.in("projection"), features, classes.orElseThrow()));
    }
    return new Judgement(
        logit.tf().reshape(score, logit.tf().constant(new int[] {-1})), // [batch]
        features,
        labels instanceof ClassHead
            ? Optional.of(classLogits(pass.in("class_head").exact(), features))
            : Optional.empty());
  }

  /** The images with one more channel, that of their class. */
  private Operand<TFloat32> withChannel(
      Pass outer, Operand<TFloat32> images, Operand<TFloat32> classes) {
    Pass pass = outer.in("label");
    Ops tf = pass.tf();
    long height = images.shape().get(1);
    long width = images.shape().get(2);
    Operand<TFloat32> table =
        pass.trainable(
            "embedding",
            Shape.of(conditioning.classes(), height * width),
            EMBEDDING); // [classes, h·w]
    Operand<TFloat32> channel =
        tf.reshape(
            tf.linalg.matMul(classes, table),
            tf.constant(new long[] {-1, height, width, 1})); // [batch, h, w, 1]
    return tf.concat(List.of(images, channel), tf.constant(3));
  }

  /** {@code V_y · features}: [batch, 1]. */
  private Operand<TFloat32> projection(
      Pass pass, Operand<TFloat32> features, Operand<TFloat32> classes) {
    Ops tf = pass.tf();
    Operand<TFloat32> table =
        pass.embedding(
            Shape.of(conditioning.classes(), features.shape().get(1)), HEAD); // [classes, features]
    Operand<TFloat32> own = tf.linalg.matMul(classes, table); // [batch, features]
    return tf.expandDims(tf.reduceSum(tf.math.mul(own, features), tf.constant(1)), tf.constant(1));
  }

  private Operand<TFloat32> classLogits(Pass pass, Operand<TFloat32> features) {
    return Dense.withBias(pass, features, conditioning.classes(), HEAD);
  }
}
