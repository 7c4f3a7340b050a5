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
 * their place: Tribuo's optimiser needs Tribuo's own trainers; DL4J's Arbiter ended with DL4J
 * 1.0.0-beta7 in 2020; smile.hpo is GPL; jMetal, Jenetics and the Vizier clients search in another
 * way, and none of them knows of trials that are promoted and go on from their checkpoints.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.sweep;
