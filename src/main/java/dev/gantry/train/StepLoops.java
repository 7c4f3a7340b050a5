package dev.gantry.train;

import dev.gantry.graph.IterationLoops;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Loops around what iterations are made of, where several are run at once. Each is a fetch of a row
 * an iteration.
 *
 * @param loops what they are fed
 * @param steps of whole iterations: their reports
 * @param content of iterations along the content loss alone: their reports
 * @param penalty of the penalty's own steps: the penalty, [steps, 1]
 */
record StepLoops(
    IterationLoops loops,
    Operand<TFloat32> steps,
    Optional<Operand<TFloat32>> content,
    Optional<Operand<TFloat32>> penalty) {}
