package dev.gantry.train;

import dev.gantry.nn.Pass;
import dev.gantry.optim.Gradients;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a step makes of a batch before anything moves.
 *
 * @param gradients of one network, before clipping
 * @param figures scalars to report
 * @param statistics what each pass saw, by the variable's full name
 */
record StepShare(
    Gradients gradients,
    List<Operand<TFloat32>> figures,
    List<Map<String, Pass.Statistic>> statistics) {
  StepShare {
    figures = List.copyOf(figures);
    statistics = List.copyOf(statistics);
  }
}
