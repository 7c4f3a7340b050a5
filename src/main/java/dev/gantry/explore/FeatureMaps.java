package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.nn.Pass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * A discriminator in a graph, with the feature maps on its way: what each activation over an image
 * puts out. Residual networks, whose activations stand before their convolutions, are no exception:
 * an activation is where a network decides what there is.
 *
 * @param levels placeholder of images, 0 to 255, [batch, size, size, channels]
 * @param images the same in [-1, 1]
 * @param pass what it saw of statistics, in training mode
 * @param maps from the image on, [batch, height, width, channels]
 */
record FeatureMaps(
    Placeholder<TUint8> levels, Operand<TFloat32> images, Pass pass, List<Operand<TFloat32>> maps) {
  private static final Set<String> ACTIVATIONS = Set.of("Relu", "LeakyRelu", "Tanh");
  private static final float HALF_RANGE = 127.5f;

  FeatureMaps {
    maps = List.copyOf(maps);
  }

  /** Builds one pass in a graph that has no other activations. */
  static FeatureMaps build(Graph graph, RunDiscriminator discriminator, Pass.Mode mode) {
    Ops tf = Ops.create(graph);
    int size = discriminator.image().size();
    Placeholder<TUint8> levels =
        tf.placeholder(
            TUint8.class,
            Placeholder.shape(
                Shape.of(Shape.UNKNOWN_SIZE, size, size, discriminator.image().channels())));
    Operand<TFloat32> images =
        tf.math.sub(
            tf.math.div(tf.dtypes.cast(levels, TFloat32.class), tf.constant(HALF_RANGE)),
            tf.constant(1f)); // [batch, size, size, channels]
    Pass pass = discriminator.pass(tf, mode);
    discriminator.build(pass, images);
    return new FeatureMaps(levels, images, pass, maps(graph));
  }

  private static List<Operand<TFloat32>> maps(Graph graph) {
    List<Operand<TFloat32>> maps = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (isMap(operation)) {
                maps.add(operation.output(0).expect(TFloat32.class));
              }
            });
    return maps;
  }

  private static boolean isMap(GraphOperation operation) {
    return ACTIVATIONS.contains(operation.type())
        && operation.output(0).shape().numDimensions() == 4;
  }

  /** Some images of a set as they are fed; the caller closes them. */
  static TUint8 levels(ImageSet images, int[] rows) {
    Shape shape = Shape.of(rows.length, images.height(), images.width(), images.channels());
    return TUint8.tensorOf(
        shape,
        target -> {
          ByteBuffer all = ByteBuffer.allocate(rows.length * images.imageBytes());
          for (int row : rows) {
            images.copy(row, all);
          }
          target.asRawTensor().data().write(all.array());
        });
  }
}
