package dev.gantry.classify;

import dev.gantry.data.ImageSet;
import dev.gantry.loss.ClassLoss;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Adam;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.Schedule;
import dev.gantry.optim.Slots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The training graph of a classifier in a session. Not thread-safe. */
final class ClassifierSession implements AutoCloseable {
  private static final int JUDGED_AT_A_TIME = 256;

  private final ImageSet images;
  private final Graph graph = new Graph();
  private final Session session;
  private final VariableStore store;
  private final Placeholder<TUint8> batch;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TFloat32> rate;
  private final Operand<TFloat32> loss;
  private final Op step;
  private final Placeholder<TUint8> judged;
  private final Operand<TInt64> guess;
  private final List<Operand<TFloat32>> reads;

  ClassifierSession(ClassifierNetwork network, ImageSet images, ClassifierTraining training) {
    this.images = images;
    this.store = new VariableStore(training.seed());
    VariableStore slots = new VariableStore(training.seed());
    Ops tf = Ops.create(graph);
    batch = images(tf, training.batch());
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(training.batch())));
    rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    VariableStore.Reads seen = store.reads();
    Pass pass = pass(tf, seen, Pass.Mode.TRAINING);
    Operand<TFloat32> logits =
        network.logits(pass, network.features(pass, signed(tf, batch))); // [batch, classes]
    loss =
        ClassLoss.of(
            tf,
            logits,
            tf.oneHot(labels, tf.constant(network.classes()), tf.constant(1f), tf.constant(0f)));
    Gradients gradients =
        Gradients.of(graph, tf, "gradients", loss, store.trainable(), seen.trainable());
    List<Op> updates =
        new ArrayList<>(
            new Adam(training.learningRate(), 0.9, 0.999, 1e-8, 0, new Schedule.Constant())
                .update(
                    tf,
                    gradients.variables(),
                    gradients.values(),
                    rate,
                    new Slots("optimizer", slots)));
    updates.addAll(store.updateStatistics(tf.withSubScope("statistics"), List.of(pass)));
    step = tf.withControlDependencies(updates).noOp();
    judged = images(tf, Shape.UNKNOWN_SIZE);
    Ops inference = tf.withSubScope("inference");
    Pass judging = pass(inference, store.reads(), Pass.Mode.INFERENCE);
    guess =
        inference.math.argMax(
            network.logits(judging, network.features(judging, signed(inference, judged))),
            inference.constant(1)); // [batch]
    reads = store.all().stream().map(variable -> variable.read(inference)).toList();
    List<Op> starts = new ArrayList<>(store.initialize(tf));
    starts.addAll(slots.initialize(tf));
    session = new Session(graph);
    session.run(tf.withControlDependencies(starts).noOp());
  }

  private Placeholder<TUint8> images(Ops tf, long count) {
    return tf.placeholder(
        TUint8.class,
        Placeholder.shape(Shape.of(count, images.height(), images.width(), images.channels())));
  }

  private static Pass pass(Ops tf, VariableStore.Reads reads, Pass.Mode mode) {
    return new Pass(tf, ClassifierNetwork.NETWORK, reads, mode, Precision.FLOAT32);
  }

  /** From levels to [-1, 1]. */
  private static Operand<TFloat32> signed(Ops tf, Operand<TUint8> levels) {
    return tf.math.sub(
        tf.math.div(tf.dtypes.cast(levels, TFloat32.class), tf.constant(127.5f)), tf.constant(1f));
  }

  /** One step on these images; their loss before it. */
  double step(int[] indices, double learningRate) {
    try (TUint8 pixels = pixels(indices);
        TInt32 classes = TInt32.vectorOf(labels(indices));
        TFloat32 size = TFloat32.scalarOf((float) learningRate);
        Result result =
            session
                .runner()
                .feed(batch, pixels)
                .feed(labels, classes)
                .feed(rate, size)
                .addTarget(step)
                .fetch(loss)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /** The share of these images that are told right. */
  double accuracy(int[] indices) {
    int right = 0;
    for (int first = 0; first < indices.length; first += JUDGED_AT_A_TIME) {
      int[] part =
          Arrays.copyOfRange(indices, first, Math.min(indices.length, first + JUDGED_AT_A_TIME));
      try (TUint8 pixels = pixels(part);
          Result result = session.runner().feed(judged, pixels).fetch(guess).run()) {
        TInt64 guesses = (TInt64) result.get(0);
        for (int i = 0; i < part.length; i++) {
          right += guesses.getLong(i) == images.label(part[i]) ? 1 : 0;
        }
      }
    }
    return right / (double) indices.length;
  }

  private int[] labels(int[] indices) {
    return Arrays.stream(indices).map(images::label).toArray();
  }

  private TUint8 pixels(int[] indices) {
    Shape shape = Shape.of(indices.length, images.height(), images.width(), images.channels());
    return TUint8.tensorOf(
        shape,
        target -> {
          ByteDataBuffer bytes = target.asRawTensor().data();
          ByteBuffer one = ByteBuffer.allocate(images.imageBytes());
          for (int i = 0; i < indices.length; i++) {
            images.copy(indices[i], one.clear());
            DataBuffers.of(one.array())
                .copyTo(bytes.offset((long) i * one.capacity()), one.capacity());
          }
        });
  }

  /** The values of every variable by full name. */
  Map<String, float[]> variables() {
    Session.Runner runner = session.runner();
    reads.forEach(runner::fetch);
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      int i = 0;
      for (Variable variable : store.all()) {
        float[] own = new float[(int) variable.spec().size()];
        result.get(i++).asRawTensor().data().asFloats().read(own);
        values.put(variable.name(), own);
      }
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
