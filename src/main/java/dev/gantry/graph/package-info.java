/**
 * Built graphs in another form: that of training, which runs faster and computes the same up to
 * rounding; that with loops around iterations; and that of guided backpropagation. The first and
 * the last change gradients, and TensorFlow's own gradient functions cannot be replaced from Java:
 * so the finished graph is copied with other operations in some places. A loop reads operations
 * that come after it, which no builder can: so it is closed in the copy.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.graph;
