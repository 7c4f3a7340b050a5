/**
 * One run on several machines, or in several processes of one, by TensorFlow's own distributed
 * runtime.
 *
 * <p>Every task of a {@link dev.gantry.cluster.ClusterConfig} is a process with a {@code
 * org.tensorflow.Server}; {@link dev.gantry.cluster.ClusterPeers} is what a training sees of the
 * others. All have the whole graph and all variables, each computes on its own rows of a batch, and
 * gradients are averaged between computing and applying them: synchronous data parallelism.
 *
 * <p>The servers have neither encryption nor authentication, and listen on every network interface:
 * they belong in a network that only friends reach.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.cluster;
