package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.loss.Content;
import dev.gantry.loss.FeatureContent;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.Judgement;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.ReplicaMean;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.LossScale;
import dev.gantry.optim.OptimizerConfig;
import dev.gantry.optim.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The two networks of a run in a graph, with their variables and what their optimizers remember.
 * Not thread-safe.
 */
final class Networks {
  private final RunConfig config;
  private final Graph graph;
  private final Ops tf;
  private final VariableStore generator;
  private final VariableStore discriminator;
  private final VariableStore slots;
  private final GradientExchange exchange;
  private final Optional<ReplicaMean> batchNorm;
  private final Optional<LossScale> generatorScale;
  private final Optional<LossScale> discriminatorScale;

  /**
   * Networks without variables yet.
   *
   * @param exchange how each step is agreed on with other replicas
   * @param batchNorm the mean that batch norm takes its statistics with, where they are of all
   *     replicas together
   */
  Networks(
      RunConfig config,
      Graph graph,
      Ops tf,
      GradientExchange exchange,
      Optional<ReplicaMean> batchNorm) {
    this.config = config;
    this.graph = graph;
    this.tf = tf;
    this.generator = new VariableStore(config.seed());
    this.discriminator = new VariableStore(config.seed());
    this.slots = new VariableStore(config.seed());
    this.exchange = exchange;
    this.batchNorm = batchNorm;
    boolean scaled = config.training().precision() == Precision.FLOAT16;
    this.generatorScale =
        scaled ? Optional.of(lossScale(GeneratorArchitecture.NETWORK)) : Optional.empty();
    this.discriminatorScale =
        scaled ? Optional.of(lossScale(DiscriminatorArchitecture.NETWORK)) : Optional.empty();
  }

  private LossScale lossScale(String network) {
    return new LossScale(tf.withSubScope("loss_scale"), new Slots("loss_scale/" + network, slots));
  }

  /**
   * Generated images, and the pass that made them.
   *
   * @param batch images with the classes that were asked for
   * @param pass what it saw of the statistics
   */
  record Fakes(Batch batch, Pass pass) {}

  /** Images from latents, by the generator as {@code reads} has it. */
  Fakes generate(
      VariableSource reads,
      Draws draws,
      Operand<TFloat32> latents,
      Optional<Operand<TFloat32>> classes) {
    Pass pass = pass(tf, GeneratorArchitecture.NETWORK, reads).withDraws(draws);
    return new Fakes(new Batch(config.generator().generate(pass, latents, classes), classes), pass);
  }

  /** A pass through the discriminator as {@code reads} has it. */
  Pass discriminatorPass(Ops ops, VariableSource reads, Draws draws) {
    return pass(ops, DiscriminatorArchitecture.NETWORK, reads).withDraws(draws);
  }

  private Pass pass(Ops ops, String network, VariableSource reads) {
    Pass pass = new Pass(ops, network, reads, Pass.Mode.TRAINING, config.training().precision());
    return batchNorm.map(pass::across).orElse(pass);
  }

  /** What the discriminator says of images that it sees as they are. */
  Judgement judge(Pass pass, Batch seen) {
    return config.discriminator().judge(pass, seen.images(), seen.classes());
  }

  /** What the discriminator sees of a batch. */
  Batch view(Draws draws, Batch batch) {
    return new Batch(config.augment().view(draws, batch.images()), batch.classes());
  }

  /** The difference between generated images and the real ones that they should be, scalar. */
  Operand<TFloat32> contentLoss(Ops ops, Batch made, Batch real) {
    Content content = config.content();
    if (content instanceof FeatureContent features) {
      ContentFeatures seen = ContentFeatures.of(features, config.data().channels());
      return content.of(ops, seen.maps(ops, made.images()), seen.maps(ops, real.images()));
    }
    return content.of(ops, made.images(), real.images());
  }

  /** The scale of the generator's loss as {@code ops} orders it, where losses are scaled. */
  Optional<LossScale.Step> generatorScale(Ops ops) {
    return generatorScale.map(scale -> scale.read(ops));
  }

  /** The same of the discriminator's loss. */
  Optional<LossScale.Step> discriminatorScale(Ops ops) {
    return discriminatorScale.map(scale -> scale.read(ops));
  }

  /**
   * The gradients of a loss over one network's variables.
   *
   * @param scale that it is derived with
   */
  Gradients gradients(
      Ops ops,
      String name,
      Operand<TFloat32> loss,
      Optional<LossScale.Step> scale,
      VariableStore store,
      VariableStore.Reads reads) {
    return derive(
        ops,
        loss,
        scale,
        scaled -> Gradients.of(graph, ops, name, scaled, store.trainable(), reads.trainable()));
  }

  /** The gradients of a term of the discriminator's loss over its variables. */
  Gradients gradientsOfTerm(
      Ops ops,
      String name,
      Operand<TFloat32> term,
      Optional<LossScale.Step> scale,
      VariableStore.Reads reads) {
    return derive(
        ops,
        term,
        scale,
        scaled ->
            Gradients.ofTerm(
                graph, ops, name, scaled, discriminator.trainable(), reads.trainable()));
  }

  private static Gradients derive(
      Ops ops,
      Operand<TFloat32> loss,
      Optional<LossScale.Step> scale,
      Function<Operand<TFloat32>, Gradients> derivation) {
    return scale
        .map(step -> step.derive(ops, loss, derivation))
        .orElseGet(() -> derivation.apply(loss));
  }

  /**
   * One step of the discriminator's optimizer, and the bounds of its weights after it.
   *
   * @param ops whose control dependencies order the step
   * @param scale that the gradients were derived with
   * @param statistics moves those of the discriminator; empty where the step leaves them
   */
  Move moveDiscriminator(
      Ops ops,
      Optional<LossScale.Step> scale,
      Gradients gradients,
      Operand<TFloat32> rate,
      Optional<Function<UnaryOperator<Ops>, List<Op>>> statistics) {
    Operand<TFloat32> norms = gradients.norms(ops); // [variables]
    OptimizerConfig optimizer = config.optimizer().discriminator();
    Slots own = new Slots("optimizer/" + DiscriminatorArchitecture.NETWORK, slots);
    return guarded(
        ops,
        scale,
        norms,
        () -> touched(discriminator, optimizer.memory(ops, gradients.variables(), own)),
        ordered -> {
          Ops then = ordered.apply(ops);
          List<Op> all = new ArrayList<>(step(then, optimizer, gradients, norms, rate, own));
          all.addAll(bound(then.withControlDependencies(all), gradients.variables()));
          statistics.ifPresent(build -> all.addAll(build.apply(ordered)));
          return all;
        });
  }

  /** Keeps weights in their bounds, where the objective has such. */
  private List<Op> bound(Ops after, List<Variable> variables) {
    double bound = config.objective().weightClip();
    if (bound == 0) {
      return List.of();
    }
    List<Op> bounded = new ArrayList<>();
    for (Variable variable : variables) {
      bounded.add(
          variable.assign(
              after,
              after.clipByValue(
                  variable.read(after),
                  after.constant((float) -bound),
                  after.constant((float) bound))));
    }
    return bounded;
  }

  /** One step of the generator's optimizer; parameters are as for the discriminator. */
  Move moveGenerator(
      Ops ops,
      Optional<LossScale.Step> scale,
      Gradients gradients,
      Operand<TFloat32> rate,
      Function<UnaryOperator<Ops>, List<Op>> statistics) {
    Operand<TFloat32> norms = gradients.norms(ops); // [variables]
    OptimizerConfig optimizer = config.optimizer().generator();
    Slots own = new Slots("optimizer/" + GeneratorArchitecture.NETWORK, slots);
    return guarded(
        ops,
        scale,
        norms,
        () -> touched(generator, optimizer.memory(ops, gradients.variables(), own)),
        ordered -> {
          List<Op> all =
              new ArrayList<>(step(ordered.apply(ops), optimizer, gradients, norms, rate, own));
          all.addAll(statistics.apply(ordered));
          return all;
        });
  }

  private static List<Op> step(
      Ops ops,
      OptimizerConfig optimizer,
      Gradients gradients,
      Operand<TFloat32> norms,
      Operand<TFloat32> rate,
      Slots slots) {
    Gradients clipped = gradients.clip(ops, norms, optimizer.clipNorm());
    return optimizer.update(ops, clipped.variables(), clipped.values(), rate, slots);
  }

  private static List<Variable> touched(VariableStore network, List<Variable> memory) {
    List<Variable> touched = new ArrayList<>(network.all());
    touched.addAll(memory);
    return touched;
  }

  private static Move guarded(
      Ops ops,
      Optional<LossScale.Step> scale,
      Operand<TFloat32> norms,
      Supplier<List<Variable>> touched,
      Function<UnaryOperator<Ops>, List<Op>> build) {
    return scale
        .map(step -> Move.of(step.guard(ops, norms, touched.get(), build)))
        .orElseGet(() -> new Move(norms, Optional.empty(), build.apply(UnaryOperator.identity())));
  }

  /** How each step is agreed on with other replicas. */
  GradientExchange exchange() {
    return exchange;
  }

  RunConfig config() {
    return config;
  }

  Graph graph() {
    return graph;
  }

  Ops tf() {
    return tf;
  }

  VariableStore generator() {
    return generator;
  }

  VariableStore discriminator() {
    return discriminator;
  }

  /** What the optimizers remember. */
  VariableStore slots() {
    return slots;
  }
}
