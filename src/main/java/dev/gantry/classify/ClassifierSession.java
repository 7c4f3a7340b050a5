package dev.gantry.classify;

import dev.gantry.augment.Augmentation;
import dev.gantry.data.ImageSet;
import dev.gantry.graph.SessionOptions;
import dev.gantry.loss.ClassLoss;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.nn.Draws;
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

  private final Graph graph = new Graph();
  private final Session session;
  private final VariableStore store;
  private final Placeholder<TUint8> batch;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TFloat32> rate;
  private final Placeholder<TInt64> number;
  private final Operand<TFloat32> loss;
  private final Op step;
  private final Placeholder<TUint8> judged;
  private final Operand<TInt64> guess;
  private final List<Operand<TFloat32>> reads;

  ClassifierSession(ClassifierNetwork network, ImageSet images, ClassifierTraining training) {
    this.store = new VariableStore(training.seed());
    VariableStore slots = new VariableStore(training.seed());
    Ops tf = Ops.create(graph);
    batch = placeholder(tf, images, training.batch());
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(training.batch())));
    rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    VariableStore.Reads seen = store.reads();
    Pass pass =
        new Pass(tf, ClassifierNetwork.NETWORK, seen, Pass.Mode.TRAINING, training.precision());
    loss = loss(pass, network, augmented(tf, signed(tf, batch), training));
    Gradients gradients =
        Gradients.of(graph, tf, "gradients", loss, store.trainable(), seen.trainable());
    List<Op> updates = new ArrayList<>(adam(training, gradients, new Slots("optimizer", slots)));
    updates.addAll(store.updateStatistics(tf.withSubScope("statistics"), List.of(pass)));
    step = tf.withControlDependencies(updates).noOp();
    judged = placeholder(tf, images, Shape.UNKNOWN_SIZE);
    Ops inference = tf.withSubScope("inference");
    guess = guess(inference, network);
    reads = store.all().stream().map(variable -> variable.read(inference)).toList();
    List<Op> starts = new ArrayList<>(store.initialize(tf));
    starts.addAll(slots.initialize(tf));
    session = new Session(graph, SessionOptions.shared());
    session.run(tf.withControlDependencies(starts).noOp());
  }

  /**
   * The mean cross-entropy of a batch.
   *
   * @param shown in [-1, 1], [batch, height, width, channels]
   */
  private Operand<TFloat32> loss(Pass pass, ClassifierNetwork network, Operand<TFloat32> shown) {
    Ops tf = pass.tf();
    Operand<TFloat32> logits =
        network.logits(pass, network.features(pass, shown)); // [batch, classes]
    Operand<TFloat32> right =
        tf.oneHot(
            labels,
            tf.constant(network.classes()),
            tf.constant(1f),
            tf.constant(0f)); // [batch, classes]
    return ClassLoss.of(tf, logits, right);
  }

  private List<Op> adam(ClassifierTraining training, Gradients gradients, Slots slots) {
    return new Adam(training.learningRate(), 0.9, 0.999, 1e-8, 0, new Schedule.Constant())
        .update(Ops.create(graph), gradients.variables(), gradients.values(), rate, slots);
  }

  /** The class that the network as it is now finds likeliest: [batch]. */
  private Operand<TInt64> guess(Ops tf, ClassifierNetwork network) {
    Pass pass =
        new Pass(
            tf, ClassifierNetwork.NETWORK, store.reads(), Pass.Mode.INFERENCE, Precision.FLOAT32);
    Operand<TFloat32> logits =
        network.logits(pass, network.features(pass, signed(tf, judged))); // [batch, classes]
    return tf.math.argMax(logits, tf.constant(1));
  }

  private static Placeholder<TUint8> placeholder(Ops tf, ImageSet images, long count) {
    return tf.placeholder(
        TUint8.class,
        Placeholder.shape(Shape.of(count, images.height(), images.width(), images.channels())));
  }

  private Operand<TFloat32> augmented(
      Ops tf, Operand<TFloat32> reals, ClassifierTraining training) {
    Draws draws = new Draws(tf.withSubScope("draws"), training.seed(), number);
    Augmentation augmentation = training.augmentation();
    return augmentation.view(draws, augmentation.prepare(draws, reals));
  }

  /** From levels to [-1, 1]. */
  private static Operand<TFloat32> signed(Ops tf, Operand<TUint8> levels) {
    return tf.math.sub(
        tf.math.div(tf.dtypes.cast(levels, TFloat32.class), tf.constant(127.5f)), tf.constant(1f));
  }

  /**
   * One step on these images; their loss before it.
   *
   * @param step from 0; draws derive from it
   */
  double step(ClassifierTraining.Part part, long step, double learningRate) {
    try (TUint8 pixels = pixels(part);
        TInt32 classes = TInt32.vectorOf(labels(part));
        TInt64 count = TInt64.scalarOf(step);
        TFloat32 size = TFloat32.scalarOf((float) learningRate);
        Result result =
            session
                .runner()
                .feed(batch, pixels)
                .feed(labels, classes)
                .feed(rate, size)
                .feed(number, count)
                .addTarget(this.step)
                .fetch(loss)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /** The share of these images that are told right. */
  double accuracy(ClassifierTraining.Part all) {
    int right = 0;
    for (int first = 0; first < all.count(); first += JUDGED_AT_A_TIME) {
      ClassifierTraining.Part part =
          all.slice(first, Math.min(JUDGED_AT_A_TIME, all.count() - first));
      int[] labels = labels(part);
      try (TUint8 pixels = pixels(part);
          Result result = session.runner().feed(judged, pixels).fetch(guess).run()) {
        TInt64 guesses = (TInt64) result.get(0);
        for (int i = 0; i < labels.length; i++) {
          right += guesses.getLong(i) == labels[i] ? 1 : 0;
        }
      }
    }
    return right / (double) all.count();
  }

  private static int[] labels(ClassifierTraining.Part part) {
    return Arrays.stream(part.indices()).map(part.images()::label).toArray();
  }

  private static TUint8 pixels(ClassifierTraining.Part part) {
    ImageSet images = part.images();
    Shape shape = Shape.of(part.count(), images.height(), images.width(), images.channels());
    return TUint8.tensorOf(
        shape,
        target -> {
          ByteDataBuffer bytes = target.asRawTensor().data();
          ByteBuffer one = ByteBuffer.allocate(images.imageBytes());
          for (int i = 0; i < part.count(); i++) {
            images.copy(part.indices()[i], one.clear());
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
