/** Objectives: pure maths on logits. No session, file or logger here. */
@org.jspecify.annotations.NullMarked
package dev.gantry.loss;
