package dev.gantry.model;

import dev.gantry.nn.Initializer;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Rows;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A generator with what it knows of classes.
 *
 * @param architecture its layers
 * @param conditioning how labels enter
 * @param latent length of a latent
 * @param image what comes out
 */
public record GeneratorNetwork(
    GeneratorArchitecture architecture, Conditioning conditioning, int latent, ImageShape image) {
  /** Rows of the reference batch of virtual batch norm. */
  private static final int REFERENCE = 64;

  /** As large as the latents that it stands beside. */
  private static final Initializer EMBEDDING = new Initializer.Normal(0, 1);

  /**
   * How many times as high and wide its images are as the smaller ones that it makes them from;
   * empty where it makes them from latents.
   */
  public OptionalInt enlarges() {
    return architecture.enlarges();
  }

  /** What so many images are made from: [batch, latent], or [batch, height, width, channels]. */
  public Shape input(long batch) {
    if (enlarges().isEmpty()) {
      return Shape.of(batch, latent);
    }
    int low = image.size() / enlarges().getAsInt();
    return Shape.of(batch, low, low, image.channels());
  }

  /**
   * Builds one pass.
   *
   * @param z latents or smaller images, of the shape {@link #input}
   * @param classes one-hot rows, [batch, classes]; there where labels are used
   * @return images in [-1, 1], [batch, size, size, channels]
   */
  public Operand<TFloat32> generate(
      Pass pass, Operand<TFloat32> z, Optional<Operand<TFloat32>> classes) {
    if (architecture.normalization() != Normalization.VIRTUAL_BATCH) {
      return labelled(pass, z, classes);
    }
    Pass referring = pass.withReference(REFERENCE);
    return pass.mode() == Pass.Mode.TRAINING
        ? besideReference(referring, z, classes)
        : labelled(referring, z, classes);
  }

  /** With the reference batch of virtual batch norm before the latents, and cut off the images. */
  private Operand<TFloat32> besideReference(
      Pass pass, Operand<TFloat32> z, Optional<Operand<TFloat32>> classes) {
    Ops tf = pass.tf();
    Operand<TFloat32> reference =
        pass.fixed(
            "reference",
            Shape.of(REFERENCE, latent),
            new Initializer.Normal(0, 1)); // [reference, latent]
    Operand<TFloat32> images =
        labelled(
            pass,
            tf.concat(List.of(reference, z), tf.constant(0)), // [reference + batch, latent]
            classes.map(rows -> tf.concat(List.of(inTurn(tf), rows), tf.constant(0))));
    return Rows.after(tf, images, REFERENCE); // [batch, size, size, channels]
  }

  /** Every class as often as any other, one-hot: [reference, classes]. */
  private Operand<TFloat32> inTurn(Ops tf) {
    float[][] rows = new float[REFERENCE][conditioning.classes()];
    for (int i = 0; i < REFERENCE; i++) {
      rows[i][i % conditioning.classes()] = 1;
    }
    return tf.constant(rows);
  }

  private Operand<TFloat32> labelled(
      Pass pass, Operand<TFloat32> z, Optional<Operand<TFloat32>> classes) {
    if (conditioning.generator() instanceof ConcatLabels labels) {
      return architecture.generate(pass, beside(pass, z, classes.orElseThrow(), labels), image);
    }
    if (conditioning.generator() instanceof NormLabels) {
      return architecture.generate(pass.withClasses(classes.orElseThrow()), z, image);
    }
    return architecture.generate(pass, z, image);
  }

  private Operand<TFloat32> beside(
      Pass outer, Operand<TFloat32> z, Operand<TFloat32> classes, ConcatLabels labels) {
    Pass pass = outer.in("label");
    Ops tf = pass.tf();
    Operand<TFloat32> label = classes; // [batch, classes]
    if (labels.embedding() > 0) {
      Operand<TFloat32> table =
          pass.trainable(
              "embedding",
              Shape.of(conditioning.classes(), labels.embedding()),
              EMBEDDING); // [classes, embedding]
      label = tf.linalg.matMul(classes, table); // [batch, embedding]
    }
    return tf.concat(List.of(z, label), tf.constant(1)); // [batch, latent + label]
  }
}
