/**
 * Built graphs in another form: that of training, which runs faster and computes the same, that of
 * several iterations in one run, and that of guided backpropagation. Two of them change gradients,
 * and TensorFlow's own gradient functions cannot be replaced from Java: so the finished graph is
 * copied with other operations in some places.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.graph;
