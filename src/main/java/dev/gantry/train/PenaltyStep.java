package dev.gantry.train;

import dev.gantry.nn.Draws;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.LossScale;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A step of the discriminator along its penalty alone, for penalties that are not taken every time:
 * lazy regularization (Karras et al. 2020, section 3.1). It runs before the iteration.
 *
 * @param penalty scalar
 * @param move along its gradients
 */
record PenaltyStep(Operand<TFloat32> penalty, Move move) {
  /** Builds the step on the first batch of the iteration. */
  static PenaltyStep build(
      Networks networks, StepInputs inputs, Batch reals, Networks.Fakes fakes) {
    Draws draws = inputs.draws().in("lazy_penalty");
    VariableStore.Reads reads = networks.discriminator().reads();
    Operand<TFloat32> penalty =
        DiscriminatorStep.penalty(
            networks,
            networks.tf(),
            reads,
            draws.in("penalty"),
            networks.view(draws.in("real"), reals),
            networks.view(draws.in("fake"), fakes.batch()));
    Ops ops = networks.tf().withSubScope("penalty_update");
    Optional<LossScale.Step> scale = networks.discriminatorScale(ops);
    StepShare share =
        networks
            .exchange()
            .exchange(
                ops,
                new StepShare(
                    networks.gradientsOfTerm(ops, "penalty_gradients", penalty, scale, reads),
                    List.of(penalty),
                    List.of()));
    return new PenaltyStep(
        share.figures().get(0),
        networks.moveDiscriminator(
            ops, scale, share.gradients(), inputs.dRate(), Optional.empty()));
  }
}
