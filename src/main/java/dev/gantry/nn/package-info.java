/**
 * Layers as functions from operand to operand, the variables they read, and their initializers. No
 * session, file or logger here.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.nn;
