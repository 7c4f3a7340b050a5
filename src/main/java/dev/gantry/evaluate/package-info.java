/**
 * Measures generated images against real ones: what an extractor sees in both, and the metrics that
 * are chosen of it, as a report that names all that its numbers depend on.
 *
 * <p>Start with {@link dev.gantry.evaluate.Evaluation}. Only numbers from the 2015 Inception graph
 * are called FID, KID and IS; {@link dev.gantry.evaluate.Metric} has the names.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.evaluate;
