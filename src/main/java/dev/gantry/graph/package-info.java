/**
 * Built graphs in another form: that of training, which runs faster and computes the same up to
 * rounding, and that of guided backpropagation. Both change gradients, and TensorFlow's own
 * gradient functions cannot be replaced from Java: so the finished graph is copied with other
 * operations in some places.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.graph;
