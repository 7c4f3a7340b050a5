/**
 * Many runs of one configuration, each with other values of some of its keys, and which was best.
 *
 * <p>{@link dev.gantry.sweep.SweepFile} or the command line says what is varied ({@link
 * dev.gantry.sweep.Parameter}) and by which {@link dev.gantry.sweep.Strategy}; a {@link
 * dev.gantry.sweep.SweepPlan} becomes a {@link dev.gantry.sweep.SweepState}, which stands in the
 * sweep's folder as one file; {@link dev.gantry.sweep.Sweep} works on it. Each trial is trained by
 * a process of its own, so that one that crashes, is killed or runs out of memory ends alone. Any
 * number of workers, also on machines that share the folder, take trials from it by claims (files
 * that only one can create, with a heartbeat).
 *
 * <p>The three strategies are Gantry's own, a page of code each. Looked at on Maven Central in
 * their place: Deeplearning4j's Arbiter, which was removed with 1.0.0-M1 (deeplearning4j-examples
 * issue 1058); {@code smile.hpo}, a grid and random draws under the GPL; JHU Optimize, last
 * released in 2017. None promotes trials that go on from their checkpoints.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.sweep;
