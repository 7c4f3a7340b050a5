package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.loss.Content;
import dev.gantry.loss.FeatureContent;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.Judgement;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Pass;
import dev.gantry.nn.ReplicaMean;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.OptimizerConfig;
import dev.gantry.optim.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** The gradients of a loss over one network's variables. */
  Gradients gradients(
      Ops ops,
      String name,
      Operand<TFloat32> loss,
      VariableStore store,
      VariableStore.Reads reads) {
    return Gradients.of(graph, ops, name, loss, store.trainable(), reads.trainable());
  }

  /** The gradients of a term of the discriminator's loss over its variables. */
  Gradients gradientsOfTerm(
      Ops ops, String name, Operand<TFloat32> term, VariableStore.Reads reads) {
    return Gradients.ofTerm(graph, ops, name, term, discriminator.trainable(), reads.trainable());
  }

  /** One step of the discriminator's optimizer, and the bounds of its weights after it. */
  List<Op> moveDiscriminator(
      Ops ops, Gradients gradients, Operand<TFloat32> norms, Operand<TFloat32> rate) {
    List<Op> moved =
        move(ops, config.optimizer().discriminator(), gradients, norms, rate, "discriminator");
    double bound = config.objective().weightClip();
    if (bound == 0) {
      return moved;
    }
    Ops after = ops.withControlDependencies(moved);
    List<Op> all = new ArrayList<>(moved);
    for (Variable variable : gradients.variables()) {
      all.add(
          variable.assign(
              after,
              after.clipByValue(
                  variable.read(after),
                  after.constant((float) -bound),
                  after.constant((float) bound))));
    }
    return all;
  }

  /** One step of the generator's optimizer. */
  List<Op> moveGenerator(
      Ops ops, Gradients gradients, Operand<TFloat32> norms, Operand<TFloat32> rate) {
    return move(ops, config.optimizer().generator(), gradients, norms, rate, "generator");
  }

  private List<Op> move(
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
