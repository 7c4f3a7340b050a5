package dev.gantry.train;

import dev.gantry.loss.ClassLoss;
import dev.gantry.loss.Content;
import dev.gantry.model.ClassHead;
import dev.gantry.model.Judgement;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Pass;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.LossScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The step of the generator.
 *
 * @param loss all that it minimizes, scalar
 * @param gradients before clipping
 * @param move along them
 * @param stopVote more than 0 where a replica asks all to stop after this step, scalar; empty for a
 *     process by itself
 */
record GeneratorStep(
    Operand<TFloat32> loss, Gradients gradients, Move move, Optional<Operand<TFloat32>> stopVote) {

  /**
   * Builds the step.
   *
   * @param after what must have run before the discriminator is read: its own step
   * @param reals for losses that compare with them; what the fakes should be, where the generator
   *     enlarges images
   * @param generator what the fakes were made by
   */
  static GeneratorStep build(
      Networks networks,
      StepInputs inputs,
      List<Op> after,
      Batch reals,
      Networks.Fakes fakes,
      VariableStore.Reads generator) {
    Draws draws = inputs.draws().in("generator");
    // The statistics of the discriminator are the business of its own step.
    Ops half = networks.tf().withControlDependencies(after);
    VariableStore.Reads reads = networks.discriminator().reads();
    Pass fakePass = networks.discriminatorPass(half, reads, draws.in("fake"));
    Judgement fake = networks.judge(fakePass, networks.view(draws.in("fake"), fakes.batch()));
    Ops ops = networks.tf().withSubScope("generator_loss");
    Operand<TFloat32> loss =
        networks
            .config()
            .objective()
            .generatorLoss(
                ops,
                () -> {
                  Pass realPass = networks.discriminatorPass(half, reads, draws.in("real"));
                  return networks.judge(realPass, networks.view(draws.in("real"), reals)).scores();
                },
                fake.scores());
    if (networks.config().conditioning().discriminator() instanceof ClassHead head) {
      Operand<TFloat32> classes =
          ClassLoss.of(
              ops, fake.classLogits().orElseThrow(), fakes.batch().classes().orElseThrow());
      loss =
          ops.math.add(loss, ops.math.mul(classes, ops.constant((float) head.generatorWeight())));
    }
    loss = withContent(ops, networks, loss, reals, fakes.batch());
    return descend(networks, inputs, "generator", loss, fakes, generator);
  }

  /** The step along the content loss alone, which leaves the discriminator out. */
  static GeneratorStep onContent(
      Networks networks,
      StepInputs inputs,
      Batch reals,
      Networks.Fakes fakes,
      VariableStore.Reads generator) {
    Ops ops = networks.tf().withSubScope("content_loss");
    Operand<TFloat32> loss = networks.contentLoss(ops, fakes.batch(), reals);
    return descend(networks, inputs, "content", loss, fakes, generator);
  }

  /** What the objective says, weighed, and what the images are off. */
  private static Operand<TFloat32> withContent(
      Ops ops, Networks networks, Operand<TFloat32> loss, Batch reals, Batch fakes) {
    Content content = networks.config().content();
    if (content.isNone()) {
      return loss;
    }
    return ops.math.add(
        ops.math.mul(loss, ops.constant((float) content.adversarialWeight())),
        networks.contentLoss(ops, fakes, reals));
  }

  private static GeneratorStep descend(
      Networks networks,
      StepInputs inputs,
      String name,
      Operand<TFloat32> loss,
      Networks.Fakes fakes,
      VariableStore.Reads generator) {
    Ops ops = networks.tf().withSubScope(name + "_loss");
    List<Operand<TFloat32>> figures = new ArrayList<>(List.of(loss));
    inputs.stopVote().ifPresent(figures::add);
    Optional<LossScale.Step> scale = networks.generatorScale(ops);
    StepShare share =
        networks
            .exchange()
            .exchange(
                ops,
                new StepShare(
                    networks.gradients(
                        ops, name + "_gradients", loss, scale, networks.generator(), generator),
                    figures,
                    List.of(fakes.pass().statistics())));
    Gradients gradients = share.gradients();
    Ops update = networks.tf().withSubScope(name + "_update");
    Ops statistics = networks.tf().withSubScope(name + "_statistics");
    Move move =
        networks.moveGenerator(
            update,
            scale,
            gradients,
            inputs.gRate(),
            ordered ->
                networks.generator().updateFrom(ordered.apply(statistics), share.statistics()));
    return new GeneratorStep(
        share.figures().get(0),
        gradients,
        move,
        inputs.stopVote().map(own -> share.figures().get(1)));
  }
}
