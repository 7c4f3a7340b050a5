package dev.gantry.train;

import dev.gantry.loss.ClassLoss;
import dev.gantry.loss.Penalty;
import dev.gantry.model.ClassHead;
import dev.gantry.model.Judgement;
import dev.gantry.nn.Draws;
import dev.gantry.nn.Pass;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.optim.LossScale;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One step of the discriminator.
 *
 * @param loss all that it minimizes, scalar
 * @param penalty its part of the loss, scalar; 0 where there is none, or it has steps of its own
 * @param real mean verdict on the reals, scalar
 * @param fake mean verdict on the fakes, scalar
 * @param gradients before clipping
 * @param move along them
 */
record DiscriminatorStep(
    Operand<TFloat32> loss,
    Operand<TFloat32> penalty,
    Operand<TFloat32> real,
    Operand<TFloat32> fake,
    Gradients gradients,
    Move move) {

  /**
   * Builds a step.
   *
   * @param name unique in the graph
   * @param after what must have run before the discriminator is read
   */
  static DiscriminatorStep build(
      Networks networks,
      StepInputs inputs,
      String name,
      List<Op> after,
      Batch reals,
      Networks.Fakes fakes) {
    Draws draws = inputs.draws().in(name);
    Ops half = networks.tf().withControlDependencies(after);
    VariableStore.Reads reads = networks.discriminator().reads();
    Batch seenReals = networks.view(draws.in("real"), reals);
    Batch seenFakes = networks.view(draws.in("fake"), fakes.batch());
    Pass realPass = networks.discriminatorPass(half, reads, draws.in("real"));
    Pass fakePass = networks.discriminatorPass(half, reads, draws.in("fake"));
    Judgement real = networks.judge(realPass, seenReals);
    Judgement fake = networks.judge(fakePass, seenFakes);

    Ops ops = networks.tf().withSubScope("discriminator_loss");
    Optional<LossScale.Step> scale = networks.discriminatorScale(half);
    Operand<TFloat32> loss =
        networks.config().objective().discriminatorLoss(ops, real.scores(), fake.scores());
    loss =
        withClassLoss(
            ops, networks, loss, new Judged(seenReals, real), new Judged(seenFakes, fake));
    Operand<TFloat32> penalty = ops.constant(0f);
    if (isPenalized(networks)) {
      penalty = penalty(networks, half, reads, draws.in("penalty"), seenReals, seenFakes);
      loss = ops.math.add(loss, penalty);
    }
    StepShare share =
        networks
            .exchange()
            .exchange(
                ops,
                new StepShare(
                    networks.gradients(
                        ops, name + "_gradients", loss, scale, networks.discriminator(), reads),
                    List.of(
                        loss, penalty, verdict(ops, networks, real), verdict(ops, networks, fake)),
                    List.of(realPass.statistics(), fakePass.statistics())));
    Gradients gradients = share.gradients();
    // Also after the last step: the optimizer's own variables are read as that left them.
    Ops update = half.withSubScope("discriminator_update");
    Ops statistics = half.withSubScope("discriminator_statistics");
    Move move =
        networks.moveDiscriminator(
            update,
            scale,
            gradients,
            inputs.dRate(),
            Optional.of(
                ordered ->
                    networks
                        .discriminator()
                        .updateFrom(ordered.apply(statistics), share.statistics())));
    List<Operand<TFloat32>> figures = share.figures();
    return new DiscriminatorStep(
        figures.get(0), figures.get(1), figures.get(2), figures.get(3), gradients, move);
  }

  private record Judged(Batch batch, Judgement judgement) {}

  private static boolean isPenalized(Networks networks) {
    Penalty penalty = networks.config().penalty();
    return !penalty.isNone() && penalty.every() == 1;
  }

  private static Operand<TFloat32> withClassLoss(
      Ops ops, Networks networks, Operand<TFloat32> loss, Judged real, Judged fake) {
    if (!(networks.config().conditioning().discriminator() instanceof ClassHead head)) {
      return loss;
    }
    Operand<TFloat32> classes = classLoss(ops, real);
    if (head.fakes()) {
      classes = ops.math.add(classes, classLoss(ops, fake));
    }
    return ops.math.add(
        loss, ops.math.mul(classes, ops.constant((float) head.discriminatorWeight())));
  }

  private static Operand<TFloat32> classLoss(Ops ops, Judged judged) {
    return ClassLoss.of(
        ops,
        judged.judgement().classLogits().orElseThrow(),
        judged.batch().classes().orElseThrow());
  }

  /** What the discriminator, read by {@code reads}, pays for its gradient. */
  static Operand<TFloat32> penalty(
      Networks networks,
      Ops half,
      VariableStore.Reads reads,
      Draws draws,
      Batch reals,
      Batch fakes) {
    int[] passes = {0};
    return networks
        .config()
        .penalty()
        .of(
            new Penalty.Subject(
                networks.graph(),
                networks.tf().withSubScope("penalty"),
                images ->
                    networks
                        .judge(
                            networks
                                .discriminatorPass(half, reads, draws.in("pass" + passes[0]++))
                                .derivedTwice(),
                            new Batch(images, reals.classes()))
                        .scores(),
                reals.images(),
                fakes.images(),
                draws));
  }

  private static Operand<TFloat32> verdict(Ops ops, Networks networks, Judgement judgement) {
    return ops.math.mean(
        networks.config().objective().verdict(ops, judgement.scores()), ops.constant(0)); // scalar
  }
}
