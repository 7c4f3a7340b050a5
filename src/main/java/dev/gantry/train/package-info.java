/**
 * The training graph, the loop, checkpoints, listeners. Where a step's time goes, and what changes
 * were to bring and brought, is in {@code src/site/speed.md}.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.train;
