/** Gathers what many callers ask of one model, so that it is computed together. */
@org.jspecify.annotations.NullMarked
package dev.gantry.batch;
