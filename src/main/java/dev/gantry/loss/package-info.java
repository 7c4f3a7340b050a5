/** Objectives and penalties: pure maths on scores. No session, file or logger here. */
@org.jspecify.annotations.NullMarked
package dev.gantry.loss;
