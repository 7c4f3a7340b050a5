/** The training graph, the loop, checkpoints, listeners. */
@org.jspecify.annotations.NullMarked
package dev.gantry.train;
