/**
 * A graph of training in a form that runs faster and computes the same. The networks say what they
 * are; what the executor would do clumsily with their gradients is put right here, where
 * TensorFlow's own gradient functions cannot be replaced.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.graph;
