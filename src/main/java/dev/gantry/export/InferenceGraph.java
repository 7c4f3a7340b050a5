package dev.gantry.export;

import dev.gantry.config.RunConfig;
import dev.gantry.model.Conditioning;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The graph of an export: the generator alone, its variables as constants, for any batch size.
 *
 * <p>A graph of its own, because exporting the training graph would ship the discriminator and the
 * optimizers with it, and TensorFlow Java's exporter does not see resource variables.
 */
final class InferenceGraph {
  private static final float WHITE = 255;

  private InferenceGraph() {}

  static GraphDef of(GeneratorSnapshot snapshot) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> image = image(tf, snapshot); // [batch, size, size, channels]
      tf.withName(GeneratorSignatures.IMAGE_BYTES).image.encodePng(levels(tf, image)); // [batch]
      return graph.toGraphDef();
    }
  }

  /** Images in [0, 1]. */
  private static Operand<TFloat32> image(Ops tf, GeneratorSnapshot snapshot) {
    RunConfig config = snapshot.config();
    Operand<TFloat32> z =
        tf.withName(GeneratorSignatures.Z)
            .placeholder(
                TFloat32.class,
                Placeholder.shape(
                    Shape.of(Shape.UNKNOWN_SIZE, config.model().latent()))); // [batch, latent]
    Operand<TFloat32> signed =
        config
            .generator()
            .generate(snapshot.pass(tf), z, classes(tf, z, config.conditioning())); // in [-1, 1]
    return tf.withName(GeneratorSignatures.IMAGE)
        .math
        .mul(tf.math.add(signed, tf.constant(1f)), tf.constant(0.5f));
  }

  private static Optional<Operand<TFloat32>> classes(
      Ops tf, Operand<TFloat32> z, Conditioning conditioning) {
    return conditioning.usesLabels()
        ? Optional.of(LabelInput.oneHot(tf, z, conditioning.classes()))
        : Optional.empty();
  }

  /** The nearest of 256 levels, the upper one of two. */
  private static Operand<TUint8> levels(Ops tf, Operand<TFloat32> image) {
    Operand<TFloat32> scaled = tf.math.mul(image, tf.constant(WHITE));
    Operand<TFloat32> rounded = tf.math.floor(tf.math.add(scaled, tf.constant(0.5f)));
    // Casting what is out of range is undefined.
    return tf.dtypes.cast(
        tf.clipByValue(rounded, tf.constant(0f), tf.constant(WHITE)), TUint8.class);
  }
}
