package dev.gantry.explore;

import dev.gantry.graph.SessionOptions;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Adam;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.Schedule;
import dev.gantry.optim.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A linear L2-SVM on standardized features, each class against the rest: {@code mean Σ_c max(0, 1 −
 * t_c s_c)² + λ/2 |W|²} with targets t of 1 and −1 (Tang 2013, <a
 * href="https://arxiv.org/abs/1306.0239">arXiv:1306.0239</a>, equation 11). The problem is convex;
 * Adam with a falling learning rate comes close to its end. λ is chosen by a tenth of the training
 * rows, then all of them train.
 *
 * <p>To be closed; for one thread.
 */
final class LinearProbe implements AutoCloseable {
  private static final double[] DECAYS = {1e-3, 1e-2, 1e-1, 1};
  private static final int HELD_OUT_SHARE = 10;
  private static final int BATCH = 256;
  private static final int EPOCHS = 12;
  private static final int LEAST_STEPS = 1000;
  private static final int JUDGED_AT_A_TIME = 1000;

  private final FeatureTable table;
  private final long seed;
  private final double learningRate;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> features;
  private final Placeholder<TInt32> rows;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TFloat32> rate;
  private final Placeholder<TFloat32> decay;
  private final Op initialize;
  private final Op step;
  private final Operand<TInt64> guess;

  /**
   * A probe that was not trained yet.
   *
   * @param table to train on; its scale is that of all tables
   * @param classes how many
   * @param seed of the order of rows
   */
  LinearProbe(FeatureTable table, int classes, long seed) {
    this.table = table;
    this.seed = seed;
    // The more columns add up to a score, the less each may move at once.
    this.learningRate = 0.01 / Math.sqrt(table.columns());
    Ops tf = Ops.create(graph);
    features =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, table.columns())));
    rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    decay = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    VariableStore store = new VariableStore(seed);
    VariableStore slots = new VariableStore(seed);
    VariableStore.Reads reads = store.reads();
    Operand<TFloat32> weights =
        reads.read(tf, spec("weights", table.columns(), classes)); // [columns, classes]
    Operand<TFloat32> scores =
        tf.math.add(
            tf.linalg.matMul(standardized(tf), weights),
            reads.read(tf, spec("bias", classes))); // [batch, classes]
    guess = tf.math.argMax(scores, tf.constant(1)); // [batch]
    step = step(tf, loss(tf, scores, weights, classes), store, reads, new Slots("probe", slots));
    List<Op> starts = new ArrayList<>(store.initialize(tf));
    starts.addAll(slots.initialize(tf));
    initialize = tf.withControlDependencies(starts).noOp();
    session = new Session(graph, SessionOptions.shared());
  }

  private static VariableSpec spec(String name, long... shape) {
    return new VariableSpec(
        name, Shape.of(shape), new Initializer.Fill(0), VariableSpec.Role.TRAINABLE);
  }

  private Operand<TFloat32> standardized(Ops tf) {
    Operand<TFloat32> batch = tf.gather(features, rows, tf.constant(0)); // [batch, columns]
    return tf.math.mul(tf.math.sub(batch, tf.constant(table.means())), tf.constant(table.scales()));
  }

  private Operand<TFloat32> loss(
      Ops tf, Operand<TFloat32> scores, Operand<TFloat32> weights, int classes) {
    Operand<TFloat32> targets =
        tf.oneHot(
            labels, tf.constant(classes), tf.constant(1f), tf.constant(-1f)); // [batch, classes]
    Operand<TFloat32> shortfall =
        tf.nn.relu(tf.math.sub(tf.constant(1f), tf.math.mul(targets, scores))); // [batch, classes]
    Operand<TFloat32> hinge =
        tf.math.mean(
            tf.reduceSum(tf.math.square(shortfall), tf.constant(1)), tf.constant(0)); // scalar
    return tf.math.add(hinge, tf.math.mul(decay, tf.nn.l2Loss(weights)));
  }

  private Op step(
      Ops tf, Operand<TFloat32> loss, VariableStore store, VariableStore.Reads reads, Slots slots) {
    List<Variable> variables = store.trainable();
    Gradients gradients = Gradients.of(graph, tf, "gradients", loss, variables, reads.trainable());
    return tf.withControlDependencies(
            new Adam(learningRate, 0.9, 0.999, 1e-8, 0, new Schedule.Constant())
                .update(tf, gradients.variables(), gradients.values(), rate, slots))
        .noOp();
  }

  /**
   * What a probe came to.
   *
   * @param accuracy share of the test rows that are told right
   * @param decay the λ that was chosen
   * @param labels rows that it was trained on
   */
  record Outcome(double accuracy, double decay, int labels) {}

  /**
   * Trains on some rows and judges by another table.
   *
   * @param trained rows of the table
   */
  Outcome run(int[] trained, FeatureTable test) {
    int[] order = shuffled(trained, new SplittableRandom(seed));
    int heldOut = Math.max(1, order.length / HELD_OUT_SHARE);
    int[] judged = Arrays.copyOf(order, heldOut);
    int[] fitted = Arrays.copyOfRange(order, heldOut, order.length);
    double best = DECAYS[0];
    double bestAccuracy = -1;
    for (double candidate : DECAYS) {
      train(fitted, candidate);
      double accuracy = accuracy(table, judged);
      if (accuracy > bestAccuracy) {
        bestAccuracy = accuracy;
        best = candidate;
      }
    }
    train(order, best);
    int[] all = new int[test.rows()];
    Arrays.setAll(all, i -> i);
    return new Outcome(accuracy(test, all), best, order.length);
  }

  private void train(int[] fitted, double lambda) {
    session.run(initialize);
    int batch = Math.min(BATCH, fitted.length);
    int perEpoch = fitted.length / batch;
    int epochs = Math.max(EPOCHS, LEAST_STEPS / perEpoch);
    try (TFloat32 size = TFloat32.scalarOf((float) lambda)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        int[] order = shuffled(fitted, new SplittableRandom(seed + 1 + epoch));
        for (int i = 0; i < perEpoch; i++) {
          double done = (epoch + i / (double) perEpoch) / epochs;
          step(Arrays.copyOfRange(order, i * batch, (i + 1) * batch), (1 - done), size);
        }
      }
    }
  }

  private void step(int[] chosen, double share, TFloat32 lambda) {
    int[] classes = Arrays.stream(chosen).map(row -> table.labels()[row]).toArray();
    try (TInt32 which = TInt32.vectorOf(chosen);
        TInt32 right = TInt32.vectorOf(classes);
        TFloat32 size = TFloat32.scalarOf((float) (learningRate * share))) {
      session
          .runner()
          .feed(features, table.values())
          .feed(rows, which)
          .feed(labels, right)
          .feed(rate, size)
          .feed(decay, lambda)
          .addTarget(step)
          .run()
          .close();
    }
  }

  private double accuracy(FeatureTable judgedBy, int[] chosen) {
    int right = 0;
    for (int first = 0; first < chosen.length; first += JUDGED_AT_A_TIME) {
      int[] part =
          Arrays.copyOfRange(chosen, first, Math.min(chosen.length, first + JUDGED_AT_A_TIME));
      try (TInt32 which = TInt32.vectorOf(part);
          Result result =
              session
                  .runner()
                  .feed(features, judgedBy.values())
                  .feed(rows, which)
                  .fetch(guess)
                  .run()) {
        TInt64 guesses = (TInt64) result.get(0);
        for (int i = 0; i < part.length; i++) {
          right += guesses.getLong(i) == judgedBy.labels()[part[i]] ? 1 : 0;
        }
      }
    }
    return right / (double) chosen.length;
  }

  private static int[] shuffled(int[] values, SplittableRandom random) {
    int[] shuffled = values.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = value;
    }
    return shuffled;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
