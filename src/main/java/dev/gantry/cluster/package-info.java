/**
 * One run on several machines, or in several processes of one, by TensorFlow's own distributed
 * runtime.
 *
 * <p>Every task of a {@link dev.gantry.cluster.ClusterConfig} is a process with a {@code
 * org.tensorflow.Server}; {@link dev.gantry.cluster.ClusterPeers} is what a training sees of the
 * others. All have the whole graph and all variables, each computes on its own rows of a batch, and
 * gradients are averaged between computing and applying them: synchronous data parallelism.
 *
 * <p>Images, their order and every random number of an iteration are functions of its number and of
 * the whole batch, and each task takes its rows of them: so a run does not depend on how many tasks
 * there are, and any number goes on with a checkpoint. What is not a mean over images is of each
 * task's own rows: batch norm unless it is asked for globally, the mean verdict in the relativistic
 * average loss, and the deviation of the images in DRAGAN.
 *
 * <p>A task that is lost fails the exchange that the others are in. They end, and whoever started
 * them starts all again: TensorFlow's servers keep no place for one that comes back.
 *
 * <p>The servers have neither encryption nor authentication, and listen on every network interface:
 * they belong in a network that only friends reach.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.cluster;
