/** Numbers that say how good pictures are: plain Java, without TensorFlow. */
@org.jspecify.annotations.NullMarked
package dev.gantry.metrics;
