package dev.gantry.dedup;

import dev.gantry.data.ImageSet;
import dev.gantry.graph.SessionOptions;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Adam;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.Schedule;
import dev.gantry.optim.Slots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The autoencoder's training graph in a session. Not thread-safe. */
final class AutoencoderSession implements AutoCloseable {
  private final ImageSet images;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> batch;
  private final Placeholder<TFloat32> rate;
  private final Placeholder<TInt64> number;
  private final Operand<TFloat32> loss;
  private final Op step;
  private final Placeholder<TUint8> encoded;
  private final Operand<TFloat32> codes;
  private final Placeholder<TFloat32> mean;
  private final Operand<TFloat32> batchMean;
  private final float[] meanImage;

  AutoencoderSession(ImageSet images, Deduplication options) {
    this.images = images;
    VariableStore store = new VariableStore(options.seed());
    VariableStore slots = new VariableStore(options.seed());
    Ops tf = Ops.create(graph);
    batch = images(tf, options.batch());
    rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    mean = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Autoencoder.VALUES)));
    VariableStore.Reads seen = store.reads();
    Pass pass = pass(tf, seen, Pass.Mode.TRAINING).withDraws(new Draws(tf, options.seed(), number));
    // Less their mean: what all images share, such as the black around digits, would otherwise make
    // each unit active for all of them or none, and a unit that is never active learns nothing.
    Operand<TFloat32> x = tf.math.sub(Autoencoder.standardized(tf, batch), mean); // [batch, 3072]
    Operand<TFloat32> made =
        Autoencoder.reconstruction(
            pass, Autoencoder.code(pass, x, options.dropout())); // [batch, 3072]
    loss =
        tf.math.mean(tf.math.square(tf.math.sub(made, x)), tf.constant(new int[] {0, 1})); // scalar
    Gradients gradients =
        Gradients.of(graph, tf, "gradients", loss, store.trainable(), seen.trainable());
    List<Op> updates =
        new Adam(options.learningRate(), 0.9, 0.999, 1e-8, 0, new Schedule.Constant())
            .update(
                tf, gradients.variables(), gradients.values(), rate, new Slots("optimizer", slots));
    step = tf.withControlDependencies(updates).noOp();
    Ops inference = tf.withSubScope("inference");
    encoded = images(inference, Shape.UNKNOWN_SIZE);
    Operand<TFloat32> seenWhole = Autoencoder.standardized(inference, encoded); // [batch, 3072]
    batchMean = inference.math.mean(seenWhole, inference.constant(0)); // [3072]
    codes =
        Autoencoder.code(
            pass(inference, store.reads(), Pass.Mode.INFERENCE),
            inference.math.sub(seenWhole, mean),
            0); // [batch, 128]
    List<Op> starts = new ArrayList<>(store.initialize(tf));
    starts.addAll(slots.initialize(tf));
    session = new Session(graph, SessionOptions.shared());
    session.run(tf.withControlDependencies(starts).noOp());
    meanImage = meanImage();
  }

  private float[] meanImage() {
    Sample sample = Sample.of(images.count());
    double[] sums = new double[Autoencoder.VALUES];
    sample.forEach(
        (first, count) -> {
          int[] indices = IntStream.range(first, first + count).toArray();
          try (TUint8 pixels = pixels(indices, 0, 0);
              Result result = session.runner().feed(encoded, pixels).fetch(batchMean).run()) {
            float[] values = new float[sums.length];
            result.get(0).asRawTensor().data().asFloats().read(values);
            for (int i = 0; i < sums.length; i++) {
              sums[i] += (double) values[i] * count;
            }
          }
        });
    return sample.mean(sums);
  }

  private static Placeholder<TUint8> images(Ops tf, long count) {
    return tf.placeholder(
        TUint8.class,
        Placeholder.shape(
            Shape.of(count, Autoencoder.SIDE, Autoencoder.SIDE, Autoencoder.CHANNELS)));
  }

  private static Pass pass(Ops tf, VariableStore.Reads reads, Pass.Mode mode) {
    return new Pass(tf, Autoencoder.NETWORK, reads, mode, Precision.FLOAT32);
  }

  /**
   * One step on these images.
   *
   * @param step from 0: what is dropped depends on it
   * @return the mean squared error before it
   */
  double step(int[] indices, long step, double learningRate) {
    try (TUint8 pixels = pixels(indices, 0, 0);
        TFloat32 size = TFloat32.scalarOf((float) learningRate);
        TInt64 count = TInt64.scalarOf(step);
        TFloat32 centre = TFloat32.vectorOf(meanImage);
        Result result =
            session
                .runner()
                .feed(batch, pixels)
                .feed(rate, size)
                .feed(number, count)
                .feed(mean, centre)
                .addTarget(this.step)
                .fetch(loss)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /**
   * The codes of images that lie one after another, before their ReLU.
   *
   * @param down how far each is shifted down, its last row repeated
   * @param right how far each is shifted to the right, its last column repeated
   * @return [count, 128]
   */
  float[] codes(int first, int count, int down, int right) {
    int[] indices = IntStream.range(first, first + count).toArray();
    try (TUint8 pixels = pixels(indices, down, right);
        TFloat32 centre = TFloat32.vectorOf(meanImage);
        Result result =
            session.runner().feed(encoded, pixels).feed(mean, centre).fetch(codes).run()) {
      float[] values = new float[count * Autoencoder.CODE];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  private TUint8 pixels(int[] indices, int down, int right) {
    Shape shape =
        Shape.of(indices.length, Autoencoder.SIDE, Autoencoder.SIDE, Autoencoder.CHANNELS);
    return TUint8.tensorOf(
        shape,
        target -> {
          ByteDataBuffer bytes = target.asRawTensor().data();
          ByteBuffer one = ByteBuffer.allocate(images.imageBytes());
          for (int i = 0; i < indices.length; i++) {
            images.copy(indices[i], one.clear());
            byte[] shifted = Shift.apply(one.array(), down, right);
            DataBuffers.of(shifted).copyTo(bytes.offset((long) i * shifted.length), shifted.length);
          }
        });
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
