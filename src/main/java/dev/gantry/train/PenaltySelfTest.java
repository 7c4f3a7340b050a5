package dev.gantry.train;

import dev.gantry.error.RunException;
import dev.gantry.loss.Penalty;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Seeds;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import dev.gantry.nn.Window;
import dev.gantry.optim.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Proves, when a penalized run starts, that this TensorFlow derives the penalty's gradient again as
 * it should: on a toy critic of 4×4 images, the derivative of the run's own penalty by the critic's
 * weights against central differences. It takes about a tenth of a second.
 */
final class PenaltySelfTest {
  private static final long SEED = 1;
  private static final int BATCH = 3;
  private static final int SIZE = 4;
  private static final int CHANNELS = 1;

  /**
   * Added to each filter: one lies above 0 and one below at any pixels within ±1.6. Across
   * LeakyReLU's kink the gradient jumps, and no difference would be its derivative.
   */
  private static final float[] OFFSETS = {4, -4};

  private static final int FILTERS = OFFSETS.length;

  /** The critic's weights are fed. */
  private static final Initializer UNUSED = new Initializer.Fill(0);

  /**
   * Half the width of a difference; a power of two as all scales here, so that weights move by
   * exactly it.
   */
  private static final float H = 1f / 128;

  /**
   * Far above what a right derivative shows (TensorFlow 2.18): 1e-4 for the penalties that take a
   * root, from the difference's own curvature, 5e-6 for those that do not, and 1.3e-3 from rounding
   * where a slope of 750 is asked for. A wrong one is off by a good part of itself.
   */
  private static final double TOLERANCE = 1e-2;

  private PenaltySelfTest() {}

  /** What derives; {@link Gradients#of} outside of tests. */
  @FunctionalInterface
  interface Derivation {
    /** The gradient of a scalar by the variables that were read. */
    Gradients of(
        Graph graph,
        Ops tf,
        String name,
        Operand<TFloat32> loss,
        List<Variable> variables,
        List<Operand<TFloat32>> reads);
  }

  /**
   * Checks a penalty.
   *
   * @param threads of the run: the first session of a process makes the threads for all
   * @throws RunException where the derivative is wrong or there is none
   */
  static void check(Penalty penalty, int threads) {
    check(penalty, threads, Gradients::of);
  }

  static void check(Penalty penalty, int threads, Derivation derivation) {
    if (penalty.isNone()) {
      return;
    }
    double error;
    try {
      error = error(penalty, threads, derivation);
    } catch (TensorFlowException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new RunException(refusal(penalty, "has none: " + e.getMessage()), e);
    }
    if (!(error <= TOLERANCE)) {
      throw new RunException(
          refusal(
              penalty,
              String.format(
                  Locale.ROOT,
                  "is off by %.2g of its length, which must be at most %s",
                  error,
                  TOLERANCE)));
    }
  }

  private static String refusal(Penalty penalty, String found) {
    return "the gradient of the penalty %s by the discriminator's weights, in TensorFlow %s, %s; use the TensorFlow version that Gantry is built with, or set penalty to none"
        .formatted(penalty, TensorFlow.version(), found);
  }

  /** How far the derivative lies from the differences, relative to the longer of the two. */
  static double error(Penalty penalty, int threads, Derivation derivation) {
    try (Graph graph = new Graph()) {
      Toy toy = Toy.build(graph, penalty, derivation);
      // On the CPU even where the run is not: a GPU rounds products to TF32, and what is in doubt
      // here is the rule of derivation, which is the same on both.
      try (Session session = new Session(graph, TrainingDevice.CPU.options(threads))) {
        return toy.error(session);
      }
    }
  }

  /**
   * The critic with its penalty.
   *
   * @param reads where the weights go in
   * @param start the weights
   * @param penalty scalar
   * @param gradient of the penalty, in the order of the reads
   */
  private record Toy(
      List<Operand<TFloat32>> reads,
      List<float[]> start,
      Operand<TFloat32> penalty,
      List<Operand<TFloat32>> gradient) {

    static Toy build(Graph graph, Penalty penalty, Derivation derivation) {
      Ops tf = Ops.create(graph);
      VariableStore store = new VariableStore(SEED);
      VariableStore.Reads reads = store.reads();
      Pass pass = new Pass(tf, "toy", reads, Pass.Mode.TRAINING, Precision.FLOAT32).derivedTwice();
      Operand<TFloat32> value =
          penalty.of(
              new Penalty.Subject(
                  graph,
                  tf,
                  images -> scores(pass, images),
                  images(tf, "reals"),
                  images(tf, "fakes"),
                  new Draws(tf, SEED, tf.constant(0L)))); // scalar
      Gradients gradient =
          derivation.of(graph, tf, "derivative", value, store.trainable(), reads.trainable());
      return new Toy(
          reads.trainable(),
          store.trainable().stream().map(Toy::start).toList(),
          value,
          gradient.values());
    }

    /** A convolution, LeakyReLU, and a dense layer: [batch]. */
    private static Operand<TFloat32> scores(Pass pass, Operand<TFloat32> images) {
      Ops tf = pass.tf();
      Pass convolution = pass.in("convolution");
      Operand<TFloat32> h =
          Convolution.apply(
              convolution, images, Window.THREE, FILTERS, UNUSED); // [batch, 4, 4, filters]
      h = Activation.LEAKY_RELU.apply(convolution, tf.math.add(h, tf.constant(OFFSETS)));
      Operand<TFloat32> score =
          Dense.apply(pass.in("dense"), Dense.flatten(pass, h), 1, UNUSED); // [batch, 1]
      return tf.reshape(score, tf.constant(new int[] {-1}));
    }

    /** Uniform in [-1, 1): [batch, 4, 4, channels]. */
    private static Operand<TFloat32> images(Ops tf, String name) {
      Shape shape = Shape.of(BATCH, SIZE, SIZE, CHANNELS);
      return tf.constant(shape, DataBuffers.of(uniform(name, (int) shape.size())));
    }

    /**
     * The convolution's in ±0.25, so that the offsets decide; the dense layer's in ±4, for slopes
     * above 1.
     */
    private static float[] start(Variable variable) {
      float scale = variable.name().contains("/convolution/") ? 0.25f : 4;
      float[] values = uniform(variable.name(), (int) variable.spec().size());
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
      return values;
    }

    private static float[] uniform(String name, int count) {
      Random random = new Random(Seeds.derive(SEED, name));
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = 2 * random.nextFloat() - 1;
      }
      return values;
    }

    double error(Session session) {
      double squaredError = 0;
      double squaredGradient = 0;
      double squaredDifference = 0;
      List<float[]> derived = run(session, start, gradient);
      for (int variable = 0; variable < start.size(); variable++) {
        for (int i = 0; i < start.get(variable).length; i++) {
          double difference = difference(session, variable, i);
          double given = derived.get(variable)[i];
          squaredError += (given - difference) * (given - difference);
          squaredGradient += given * given;
          squaredDifference += difference * difference;
        }
      }
      double longer = Math.max(squaredGradient, squaredDifference);
      return longer == 0 ? 0 : Math.sqrt(squaredError / longer);
    }

    private double difference(Session session, int variable, int index) {
      double above = moved(session, variable, index, H);
      return (above - moved(session, variable, index, -H)) / (2 * H);
    }

    private double moved(Session session, int variable, int index, float by) {
      List<float[]> weights = new ArrayList<>(start);
      float[] changed = start.get(variable).clone();
      changed[index] += by;
      weights.set(variable, changed);
      return run(session, weights, List.of(penalty)).get(0)[0];
    }

    private List<float[]> run(
        Session session, List<float[]> weights, List<Operand<TFloat32>> fetched) {
      Session.Runner runner = session.runner();
      List<Tensor> fed = new ArrayList<>();
      try {
        for (int i = 0; i < weights.size(); i++) {
          TFloat32 tensor = TFloat32.tensorOf(reads.get(i).shape(), DataBuffers.of(weights.get(i)));
          fed.add(tensor);
          runner.feed(reads.get(i), tensor);
        }
        fetched.forEach(runner::fetch);
        try (Result result = runner.run()) {
          List<float[]> values = new ArrayList<>();
          for (int i = 0; i < fetched.size(); i++) {
            values.add(TrainingSession.floats((TFloat32) result.get(i)));
          }
          return values;
        }
      } finally {
        fed.forEach(Tensor::close);
      }
    }
  }
}
