package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.ImageShape;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Seeds;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.MovingAverage;
import dev.gantry.optim.OptimizerConfig;
import dev.gantry.optim.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * One iteration of adversarial training as one graph, built once and then only run.
 *
 * <pre>
 * reals ─► D ─┐
 * z ─► G ─► D ┴─► D's loss ─► gradients over D's variables ─► D's optimizer, D's statistics
 *      │                                                      │ control dependency: D has stepped
 *      └────────► D, read again ─► G's loss ─► gradients over G's variables ─► G's optimizer ─► average
 * </pre>
 *
 * <p>The generator's pass is shared by both halves, so one call of {@code session.run} is one exact
 * alternation. With {@code d-steps} above 1 the first half stands there so often, each time with
 * images and latents of its own, and the last one shares its fakes with the generator's half.
 *
 * <p>Every shape is static: with an unknown batch Grappler could not fold the shape arithmetic of
 * the gradients.
 */
final class TrainingGraph implements AutoCloseable {
  static final String LATENTS_STREAM = "latents";

  private final RunConfig config;
  private final ImageShape shape;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  private final VariableStore discriminator;
  private final VariableStore generator;
  private final VariableStore slots;
  private final Optional<MovingAverage> average;

  private final Optional<ResidentImages> resident;
  private final Inputs inputs;
  private final List<Op> discriminatorUpdates = new ArrayList<>();
  private final List<DiscriminatorHalf> discriminatorHalves = new ArrayList<>();
  private final GeneratorHalf generatorHalf;
  private final Operand<TFloat32> report;
  private final Op step;
  private final Op discriminatorStep;
  private final Op initialize;
  private final Sampler sampler;
  private final List<Operand<TFloat32>> exported;
  private final List<Operand<TFloat32>> weightReads;
  private final VariableArchive archive;

  /**
   * What an iteration is fed.
   *
   * @param reals uint8 [d-steps · batch, size, size, channels]; gathered from the resident images
   *     unless fed
   * @param latents one [batch, latent] for each discriminator step; drawn in the graph unless fed
   * @param step number of the iteration, from 0
   * @param dRate the discriminator's learning rate
   * @param gRate the generator's learning rate
   * @param averageDecay what the moving average keeps of itself
   */
  record Inputs(
      Operand<TUint8> reals,
      List<Operand<TFloat32>> latents,
      Placeholder<TInt64> step,
      Placeholder<TFloat32> dRate,
      Placeholder<TFloat32> gRate,
      Placeholder<TFloat32> averageDecay) {}

  /** One step of the discriminator, as far as it is reported. */
  record DiscriminatorHalf(
      Operand<TFloat32> loss,
      Operand<TFloat32> real,
      Operand<TFloat32> fake,
      Operand<TFloat32> norms,
      Gradients gradients) {}

  /** The step of the generator, as far as it is reported. */
  record GeneratorHalf(Operand<TFloat32> loss, Operand<TFloat32> norms, Gradients gradients) {}

  /**
   * Pictures from latents by the averaged generator: z [-1, latent], images [-1, size, size, c].
   */
  record Sampler(Placeholder<TFloat32> latents, Operand<TFloat32> images) {}

  /** The graph of a run whose real images are fed. */
  TrainingGraph(RunConfig config) {
    this(config, config.training().dSteps(), 0);
  }

  /**
   * The graph of a run.
   *
   * @param dSteps steps of the discriminator in one iteration; 0 gives a step of the generator
   *     alone
   * @param residentImages how many images are kept on the device; 0 where batches are fed
   */
  TrainingGraph(RunConfig config, int dSteps, int residentImages) {
    this.config = config;
    this.shape = config.image();
    this.discriminator = new VariableStore(config.seed());
    this.generator = new VariableStore(config.seed());
    this.slots = new VariableStore(config.seed());
    int images = Math.max(1, dSteps) * config.training().batch();
    this.resident =
        residentImages > 0
            ? Optional.of(
                new ResidentImages(tf.withSubScope("resident"), imageBatch(residentImages), images))
            : Optional.empty();
    this.inputs = inputs(dSteps, imageBatch(images));

    VariableStore.Reads generatorReads = generator.reads();
    List<Operand<TFloat32>> reals = realBatches(dSteps);
    Fakes fakes = null;
    for (int k = 0; k < dSteps; k++) {
      fakes = generate(generatorReads, inputs.latents().get(k));
      discriminatorHalves.add(discriminatorHalf(k, reals.get(k), fakes.images()));
    }
    this.discriminatorStep = group("discriminator_step", discriminatorUpdates);
    if (fakes == null) {
      fakes = generate(generatorReads, inputs.latents().get(0));
    }
    List<Op> generatorUpdates = new ArrayList<>();
    this.generatorHalf = generatorHalf(fakes, generatorReads, generatorUpdates);
    this.average =
        config.average().enabled()
            ? Optional.of(new MovingAverage(tf.withSubScope("average"), generator.all()))
            : Optional.empty();
    List<Op> all = new ArrayList<>(discriminatorUpdates);
    all.addAll(generatorUpdates);
    Ops moved = tf.withSubScope("averaging").withControlDependencies(generatorUpdates);
    average.ifPresent(a -> all.addAll(a.update(moved, inputs.averageDecay())));
    this.step = group("step", all);
    this.report = report();
    this.initialize = initializeAll();
    VariableSource trained = average.<VariableSource>map(a -> a).orElseGet(generator::reads);
    this.sampler = sampler(trained);
    Ops exports = tf.withSubScope("exported");
    this.exported =
        generator.all().stream()
            .<Operand<TFloat32>>map(v -> trained.read(exports, v.spec()))
            .toList();
    this.weightReads = weights().stream().map(v -> v.read(exports)).toList();
    this.archive = new VariableArchive(tf.withSubScope("archive"), variables());
  }

  private record Fakes(Operand<TFloat32> images, Pass pass) {}

  private Shape imageBatch(long count) {
    return Shape.of(count, shape.size(), shape.size(), shape.channels());
  }

  private Inputs inputs(int dSteps, Shape reals) {
    Ops in = tf.withSubScope("inputs");
    Placeholder<TInt64> stepNumber =
        in.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    List<Operand<TFloat32>> latents = new ArrayList<>();
    for (int k = 0; k < Math.max(1, dSteps); k++) {
      latents.add(latents(in, stepNumber, LATENTS_STREAM + k));
    }
    return new Inputs(
        resident
            .map(ResidentImages::batch)
            .orElseGet(() -> in.placeholder(TUint8.class, Placeholder.shape(reals))),
        latents,
        stepNumber,
        in.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar())),
        in.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar())),
        in.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar())));
  }

  /** Standard normal, a pure function of run seed, stream and step: [batch, latent]. */
  private Operand<TFloat32> latents(Ops in, Operand<TInt64> stepNumber, String stream) {
    Operand<TInt64> seed =
        in.stack(List.of(in.constant(Seeds.derive(config.seed(), stream)), stepNumber)); // [2]
    return in.random.statelessRandomNormal(
        in.constant(new int[] {config.training().batch(), config.model().latent()}), seed);
  }

  /** One float batch in [-1, 1] for each discriminator step, [batch, size, size, channels]. */
  private List<Operand<TFloat32>> realBatches(int dSteps) {
    Ops in = tf.withSubScope("reals");
    Operand<TFloat32> scaled =
        in.math.sub(
            in.math.div(in.dtypes.cast(inputs.reals(), TFloat32.class), in.constant(127.5f)),
            in.constant(1f)); // [d-steps · batch, size, size, channels]
    List<Operand<TFloat32>> batches = new ArrayList<>();
    if (dSteps == 1) {
      batches.add(scaled);
    } else if (dSteps > 1) {
      in.split(in.constant(0), scaled, (long) dSteps).forEach(batches::add);
    }
    return batches;
  }

  private Fakes generate(VariableSource reads, Operand<TFloat32> latents) {
    Pass pass = pass(tf, GeneratorArchitecture.NETWORK, reads, Pass.Mode.TRAINING);
    return new Fakes(config.generator().generate(pass, latents, Optional.empty()), pass);
  }

  private Pass pass(Ops ops, String network, VariableSource reads, Pass.Mode mode) {
    return new Pass(ops, network, reads, mode, config.training().precision());
  }

  private DiscriminatorHalf discriminatorHalf(
      int k, Operand<TFloat32> reals, Operand<TFloat32> fakes) {
    // Step k reads what step k - 1 has written.
    Ops half = tf.withControlDependencies(List.copyOf(discriminatorUpdates));
    VariableStore.Reads reads = discriminator.reads();
    Pass realPass = pass(half, DiscriminatorArchitecture.NETWORK, reads, Pass.Mode.TRAINING);
    Pass fakePass = pass(half, DiscriminatorArchitecture.NETWORK, reads, Pass.Mode.TRAINING);
    Operand<TFloat32> real =
        config.discriminator().judge(realPass, reals, Optional.empty()).scores(); // [batch]
    Operand<TFloat32> fake =
        config.discriminator().judge(fakePass, fakes, Optional.empty()).scores(); // [batch]
    Ops lossScope = tf.withSubScope("discriminator_loss");
    Operand<TFloat32> loss = config.objective().discriminatorLoss(lossScope, real, fake);
    Gradients gradients =
        Gradients.of(
            graph,
            lossScope,
            "discriminator_gradients" + k,
            loss,
            discriminator.trainable(),
            reads.trainable());
    // Also under the dependencies: the optimizer's own variables are read as step k - 1 left them.
    Ops updateScope = half.withSubScope("discriminator_update");
    Operand<TFloat32> norms = gradients.norms(updateScope); // [variables]
    OptimizerConfig optimizer = config.optimizer().discriminator();
    List<Op> updates =
        new ArrayList<>(
            optimize(updateScope, optimizer, gradients, norms, inputs.dRate(), "discriminator"));
    updates.addAll(
        discriminator.updateStatistics(
            half.withSubScope("discriminator_statistics"), List.of(realPass, fakePass)));
    discriminatorUpdates.addAll(updates);
    return new DiscriminatorHalf(
        loss, meanProbability(lossScope, real), meanProbability(lossScope, fake), norms, gradients);
  }

  private GeneratorHalf generatorHalf(
      Fakes fakes, VariableStore.Reads generatorReads, List<Op> updates) {
    // D is read again, after its step; its statistics are its own half's business.
    Ops half = tf.withControlDependencies(List.copyOf(discriminatorUpdates));
    Pass judging =
        pass(half, DiscriminatorArchitecture.NETWORK, discriminator.reads(), Pass.Mode.TRAINING);
    Operand<TFloat32> fake =
        config.discriminator().judge(judging, fakes.images(), Optional.empty()).scores();
    Ops lossScope = tf.withSubScope("generator_loss");
    Operand<TFloat32> loss = config.objective().generatorLoss(lossScope, () -> fake, fake);
    Gradients gradients =
        Gradients.of(
            graph,
            lossScope,
            "generator_gradients",
            loss,
            generator.trainable(),
            generatorReads.trainable());
    Ops updateScope = tf.withSubScope("generator_update");
    Operand<TFloat32> norms = gradients.norms(updateScope); // [variables]
    OptimizerConfig optimizer = config.optimizer().generator();
    updates.addAll(optimize(updateScope, optimizer, gradients, norms, inputs.gRate(), "generator"));
    updates.addAll(
        generator.updateStatistics(tf.withSubScope("generator_statistics"), List.of(fakes.pass())));
    return new GeneratorHalf(loss, norms, gradients);
  }

  private List<Op> optimize(
      Ops ops,
      OptimizerConfig optimizer,
      Gradients gradients,
      Operand<TFloat32> norms,
      Operand<TFloat32> rate,
      String network) {
    Gradients clipped = gradients.clip(ops, norms, optimizer.clipNorm());
    return optimizer.update(
        ops, clipped.variables(), clipped.values(), rate, new Slots("optimizer/" + network, slots));
  }

  private static Operand<TFloat32> meanProbability(Ops ops, Operand<TFloat32> logits) {
    return ops.math.mean(ops.math.sigmoid(logits), ops.constant(0)); // scalar
  }

  /** All that {@link StepResult} has, as one vector, so that one tensor crosses to Java. */
  private Operand<TFloat32> report() {
    Ops ops = tf.withSubScope("report");
    List<Operand<TFloat32>> parts = new ArrayList<>();
    if (!discriminatorHalves.isEmpty()) {
      parts.add(mean(ops, discriminatorHalves.stream().map(DiscriminatorHalf::loss).toList()));
      parts.add(mean(ops, discriminatorHalves.stream().map(DiscriminatorHalf::real).toList()));
      parts.add(mean(ops, discriminatorHalves.stream().map(DiscriminatorHalf::fake).toList()));
      parts.add(discriminatorHalves.get(discriminatorHalves.size() - 1).norms());
    }
    parts.add(ops.expandDims(generatorHalf.loss(), ops.constant(0)));
    parts.add(generatorHalf.norms());
    return ops.concat(parts, ops.constant(0));
  }

  private static Operand<TFloat32> mean(Ops ops, List<Operand<TFloat32>> scalars) {
    return ops.math.mean(ops.stack(scalars), ops.constant(0), Mean.keepDims(true)); // [1]
  }

  /** Reads a fetched {@link #report}. */
  StepResult result(TFloat32 fetched) {
    int dCount = discriminatorHalves.isEmpty() ? 0 : discriminator.trainable().size();
    int next = 0;
    float dLoss = dCount == 0 ? 0 : fetched.getFloat(next++);
    float dReal = dCount == 0 ? 0 : fetched.getFloat(next++);
    float dFake = dCount == 0 ? 0 : fetched.getFloat(next++);
    List<Float> dNorms = new ArrayList<>();
    for (int i = 0; i < dCount; i++) {
      dNorms.add(fetched.getFloat(next++));
    }
    float gLoss = fetched.getFloat(next++);
    List<Float> gNorms = new ArrayList<>();
    while (next < fetched.size()) {
      gNorms.add(fetched.getFloat(next++));
    }
    return new StepResult(dLoss, gLoss, dReal, dFake, dNorms, gNorms);
  }

  private Op initializeAll() {
    Ops ops = tf.withSubScope("initialize");
    List<Op> networks = new ArrayList<>(discriminator.initialize(ops));
    networks.addAll(generator.initialize(ops));
    List<Op> all = new ArrayList<>(networks);
    all.addAll(slots.initialize(ops));
    average.ifPresent(a -> all.addAll(a.initialize(ops.withControlDependencies(networks))));
    return group("initialized", all);
  }

  private Sampler sampler(VariableSource trained) {
    Ops ops = tf.withSubScope("sampler");
    Placeholder<TFloat32> latents =
        ops.placeholder(
            TFloat32.class,
            Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, config.model().latent())));
    Pass pass =
        new Pass(
            ops, GeneratorArchitecture.NETWORK, trained, Pass.Mode.INFERENCE, Precision.FLOAT32);
    return new Sampler(latents, config.generator().generate(pass, latents, Optional.empty()));
  }

  private Op group(String name, List<Op> ops) {
    return tf.withName(name).withControlDependencies(ops).noOp();
  }

  /** The images on the device, where they are kept there. */
  Optional<ResidentImages> resident() {
    return resident;
  }

  Graph graph() {
    return graph;
  }

  Inputs inputs() {
    return inputs;
  }

  /** Target: one whole iteration. */
  Op step() {
    return step;
  }

  /** Target: the discriminator's half alone. */
  Op discriminatorStep() {
    return discriminatorStep;
  }

  /** Target: every variable at its start. */
  Op initialize() {
    return initialize;
  }

  /** Fetch: what {@link #result} reads. */
  Operand<TFloat32> reportVector() {
    return report;
  }

  List<DiscriminatorHalf> discriminatorHalves() {
    return List.copyOf(discriminatorHalves);
  }

  GeneratorHalf generatorHalf() {
    return generatorHalf;
  }

  Sampler samples() {
    return sampler;
  }

  VariableArchive archive() {
    return archive;
  }

  VariableStore discriminator() {
    return discriminator;
  }

  VariableStore generator() {
    return generator;
  }

  /** Every variable of the run: both networks, statistics, slots, averages. */
  List<Variable> variables() {
    List<Variable> all = new ArrayList<>(generator.all());
    all.addAll(discriminator.all());
    all.addAll(slots.all());
    average.ifPresent(a -> all.addAll(a.variables()));
    return all;
  }

  /**
   * The variables of the generator as pictures and exports are made with, averaged where averages
   * are kept, in the order of {@code generator().all()}.
   */
  List<Operand<TFloat32>> exported() {
    return exported;
  }

  /** The variables of both networks that gradients move. */
  List<Variable> weights() {
    List<Variable> weights = new ArrayList<>(generator.trainable());
    weights.addAll(discriminator.trainable());
    return weights;
  }

  /** Reads of {@link #weights}, in the same order. */
  List<Operand<TFloat32>> weightReads() {
    return weightReads;
  }

  @Override
  public void close() {
    graph.close();
  }
}
