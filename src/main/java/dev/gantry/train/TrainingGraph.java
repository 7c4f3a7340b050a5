package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.graph.IterationLoops;
import dev.gantry.nn.BlockMean;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.MovingAverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

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
 * images and latents of its own, and the last one shares its fakes with the generator's half. With
 * a {@code generator-batch} the generator's half makes its own.
 *
 * <p>A generator that enlarges images makes them from the reals of the same batch, made smaller.
 * With a content loss it may learn from that alone at first: an iteration of its own, in which the
 * discriminator rests.
 *
 * <p>Every shape is static: with an unknown batch Grappler could not fold the shape arithmetic of
 * the gradients.
 */
final class TrainingGraph implements AutoCloseable {
  private final RunConfig config;
  private final Graph graph;
  private final Ops tf;
  private final Networks networks;
  private final Optional<ResidentImages> resident;
  private final StepInputs inputs;
  private final List<DiscriminatorStep> discriminatorSteps = new ArrayList<>();
  private final GeneratorStep generatorStep;
  private final Optional<PenaltyStep> penaltyStep;
  private final Optional<MovingAverage> average;
  private final StepReport report;
  private final Op step;
  private final Op discriminatorStep;
  private final Optional<Op> penaltyTarget;
  private final Optional<ContentTarget> contentTarget;
  private final Optional<StepLoops> loops;
  private final Op initialize;
  private final Sampler sampler;
  private final List<Operand<TFloat32>> exported;
  private final List<Operand<TFloat32>> weightReads;
  private final List<Operand<TFloat32>> statisticReads;
  private final VariableArchive archive;
  private final Optional<ReplicaStart> start;

  /** The graph of a run whose real images are fed. */
  static TrainingGraph fed(RunConfig config) {
    return build(config, config.training().dSteps(), 0);
  }

  /**
   * The graph of a run.
   *
   * @param dSteps steps of the discriminator in one iteration; 0 gives a step of the generator
   *     alone
   * @param residentImages how many images are kept on the device; 0 where batches are fed
   */
  static TrainingGraph build(RunConfig config, int dSteps, int residentImages) {
    return build(config, dSteps, residentImages, Replica.ALONE);
  }

  /**
   * The graph of one of the replicas that train a run together.
   *
   * @param config of the whole run
   * @param dSteps as for one process
   * @param residentImages likewise
   */
  static TrainingGraph build(RunConfig config, int dSteps, int residentImages, Replica replica) {
    Graph graph = new Graph();
    try {
      return new TrainingGraph(config, graph, dSteps, residentImages, replica);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private TrainingGraph(
      RunConfig whole, Graph graph, int dSteps, int residentImages, Replica replica) {
    this.config = replica.part(whole);
    this.graph = graph;
    this.tf = Ops.create(graph);
    Optional<AllReduce> allReduce =
        replica.isAlone() ? Optional.empty() : Optional.of(new AllReduce(graph, replica));
    this.networks =
        new Networks(
            config,
            graph,
            tf,
            allReduce.<GradientExchange>map(MeanExchange::new).orElseGet(NoExchange::new),
            allReduce
                .filter(a -> replica.batchNorm() == Replica.BatchStatistics.GLOBAL)
                .map(a -> a));
    this.resident =
        residentImages > 0 ? Optional.of(residentImages(residentImages, dSteps)) : Optional.empty();
    this.inputs =
        new StepInputs(tf.withSubScope("inputs"), config, dSteps, resident, replica.share(whole));
    List<Batch> reals = RealBatches.of(tf.withSubScope("reals"), config, inputs);
    VariableStore.Reads reads = generator().reads();

    List<Networks.Fakes> fakes =
        IntStream.range(0, reals.size()).mapToObj(k -> fakes(reads, k, reals.get(k))).toList();
    List<Op> discriminatorUpdates = new ArrayList<>();
    for (int k = 0; k < dSteps; k++) {
      DiscriminatorStep built =
          DiscriminatorStep.build(
              networks,
              inputs,
              "discriminator" + k,
              List.copyOf(discriminatorUpdates),
              reals.get(k),
              fakes.get(k));
      discriminatorSteps.add(built);
      discriminatorUpdates.addAll(built.move().updates());
    }
    this.discriminatorStep = group("discriminator_step", discriminatorUpdates);
    int last = reals.size() - 1;
    this.generatorStep =
        GeneratorStep.build(
            networks,
            inputs,
            List.copyOf(discriminatorUpdates),
            reals.get(last),
            inputs
                .generatorLatents()
                .map(latents -> ownFakes(reads, latents, reals.get(last)))
                .orElse(fakes.get(last)),
            reads);
    this.penaltyStep =
        !config.penalty().isNone() && config.penalty().every() > 1
            ? Optional.of(PenaltyStep.build(networks, inputs, reals.get(0), fakes.get(0)))
            : Optional.empty();
    this.penaltyTarget = penaltyStep.map(built -> group("penalty_step", built.move().updates()));

    this.average =
        config.average().enabled()
            ? Optional.of(new MovingAverage(tf.withSubScope("average"), generator().all()))
            : Optional.empty();
    List<Op> all = new ArrayList<>(discriminatorUpdates);
    all.addAll(generatorStep.move().updates());
    Ops moved =
        tf.withSubScope("averaging").withControlDependencies(generatorStep.move().updates());
    average.ifPresent(a -> all.addAll(a.update(moved, inputs.averageDecay())));
    this.step = group("step", all);
    this.contentTarget =
        config.pretrainSteps() > 0
            ? Optional.of(contentTarget(reals.get(last), fakes.get(last), reads))
            : Optional.empty();
    this.report = new StepReport(tf.withSubScope("report"), discriminatorSteps, generatorStep);
    this.loops =
        config.training().iterationsPerCall() > 1
            ? Optional.of(stepLoops(tf.withSubScope("loops")))
            : Optional.empty();
    this.initialize = initializeAll();
    VariableSource trained = average.<VariableSource>map(a -> a).orElseGet(generator()::reads);
    this.sampler = Sampler.of(tf.withSubScope("sampler"), config, trained);
    Ops exports = tf.withSubScope("exported");
    this.exported =
        generator().all().stream()
            .<Operand<TFloat32>>map(v -> trained.read(exports, v.spec()))
            .toList();
    this.weightReads = weights().stream().map(v -> v.read(exports)).toList();
    this.statisticReads = statistics().stream().map(v -> v.read(exports)).toList();
    this.archive = new VariableArchive(tf.withSubScope("archive"), variables());
    this.start =
        allReduce.map(a -> new ReplicaStart(tf.withSubScope("start"), a, replica, variables()));
  }

  private ResidentImages residentImages(int count, int dSteps) {
    int size = config.data().size();
    return new ResidentImages(
        tf.withSubScope("resident"),
        Shape.of(count, size, size, config.data().channels()),
        (long) Math.max(1, dSteps) * config.training().batch());
  }

  /** The fakes of one step of the discriminator, of the classes of its reals. */
  private Networks.Fakes fakes(VariableStore.Reads reads, int k, Batch reals) {
    Draws draws = inputs.draws().in("fakes" + k);
    return networks.generate(reads, draws, source(k, reals), reals.classes());
  }

  /** What the fakes are made from: latents, or the reals made smaller. */
  private Operand<TFloat32> source(int k, Batch reals) {
    OptionalInt scale = config.generator().enlarges();
    return scale.isPresent()
        ? BlockMean.shrink(tf.withSubScope("low" + k), reals.images(), scale.getAsInt())
        : inputs.latents().get(k);
  }

  /** The generator's step along the content loss alone, and what it brings back. */
  private ContentTarget contentTarget(
      Batch reals, Networks.Fakes fakes, VariableStore.Reads reads) {
    GeneratorStep alone = GeneratorStep.onContent(networks, inputs, reals, fakes, reads);
    List<Op> all = new ArrayList<>(alone.move().updates());
    Ops moved =
        tf.withSubScope("content_averaging").withControlDependencies(alone.move().updates());
    average.ifPresent(a -> all.addAll(a.update(moved, inputs.averageDecay())));
    return new ContentTarget(
        group("content_step", all),
        new StepReport(tf.withSubScope("content_report"), List.of(), alone));
  }

  /**
   * An iteration in which the discriminator rests.
   *
   * @param step target
   * @param report what it brings back
   */
  record ContentTarget(Op step, StepReport report) {}

  /** The fakes of a generator's step that has its own; their classes go through those of reals. */
  private Networks.Fakes ownFakes(
      VariableStore.Reads reads, Operand<TFloat32> latents, Batch reals) {
    int[] rows =
        IntStream.range(0, (int) latents.shape().get(0))
            .map(i -> i % config.training().batch())
            .toArray();
    return networks.generate(
        reads,
        inputs.draws().in("own_fakes"),
        latents,
        reals.classes().map(all -> tf.gather(all, tf.constant(rows), tf.constant(0))));
  }

  private StepLoops stepLoops(Ops ops) {
    IterationLoops all = new IterationLoops(ops, inputs.fed());
    return new StepLoops(
        all,
        all.around("steps", step, report.vector()),
        contentTarget.map(
            content -> all.around("content", content.step(), content.report().vector())),
        penaltyTarget.map(
            target ->
                all.around("penalty", target, ops.expandDims(lazyPenalty(), ops.constant(0)))));
  }

  private Op initializeAll() {
    Ops ops = tf.withSubScope("initialize");
    List<Op> starts = new ArrayList<>(discriminator().initialize(ops));
    starts.addAll(generator().initialize(ops));
    List<Op> all = new ArrayList<>(starts);
    all.addAll(networks.slots().initialize(ops));
    average.ifPresent(a -> all.addAll(a.initialize(ops.withControlDependencies(starts))));
    return group("initialized", all);
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

  StepInputs inputs() {
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

  /** Target: the discriminator's penalty alone, where it has steps of its own. */
  Optional<Op> penaltyTarget() {
    return penaltyTarget;
  }

  /** Fetch: the penalty that has steps of its own, scalar. */
  Operand<TFloat32> lazyPenalty() {
    return penaltyStep.orElseThrow().penalty();
  }

  /** The iteration along the content loss alone, where the run begins with such. */
  Optional<ContentTarget> contentTarget() {
    return contentTarget;
  }

  /** Several iterations at once, where the run has such. */
  Optional<StepLoops> loops() {
    return loops;
  }

  /** Target: every variable at its start. */
  Op initialize() {
    return initialize;
  }

  StepReport report() {
    return report;
  }

  List<DiscriminatorStep> discriminatorSteps() {
    return List.copyOf(discriminatorSteps);
  }

  GeneratorStep generatorStep() {
    return generatorStep;
  }

  Sampler sampler() {
    return sampler;
  }

  VariableArchive archive() {
    return archive;
  }

  /** How replicas begin alike, where there are several. */
  Optional<ReplicaStart> start() {
    return start;
  }

  VariableStore discriminator() {
    return networks.discriminator();
  }

  VariableStore generator() {
    return networks.generator();
  }

  /** Every variable of the run: both networks, statistics, slots, averages. */
  List<Variable> variables() {
    List<Variable> all = new ArrayList<>(generator().all());
    all.addAll(discriminator().all());
    all.addAll(networks.slots().all());
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
    List<Variable> weights = new ArrayList<>(generator().trainable());
    weights.addAll(discriminator().trainable());
    return weights;
  }

  /** Reads of {@link #weights}, in the same order. */
  List<Operand<TFloat32>> weightReads() {
    return weightReads;
  }

  /** The variables of both networks that gradients do not move: moving statistics and the like. */
  List<Variable> statistics() {
    List<Variable> statistics = new ArrayList<>(generator().all());
    statistics.addAll(discriminator().all());
    statistics.removeAll(weights());
    return statistics;
  }

  /** Reads of {@link #statistics}, in the same order. */
  List<Operand<TFloat32>> statisticReads() {
    return statisticReads;
  }

  @Override
  public void close() {
    graph.close();
  }
}
