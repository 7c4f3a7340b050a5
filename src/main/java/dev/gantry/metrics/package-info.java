/**
 * Numbers that say how good pictures are: pure functions of pictures and of the features that an
 * extractor makes of them.
 *
 * <p>{@link dev.gantry.metrics.FeatureMoments} and {@link dev.gantry.metrics.FrechetDistance},
 * {@link dev.gantry.metrics.KernelDistance}, {@link dev.gantry.metrics.InceptionScore}, {@link
 * dev.gantry.metrics.ManifoldOverlap} (precision, recall, density, coverage), {@link
 * dev.gantry.metrics.Memorization}, {@link dev.gantry.metrics.ModeCoverage} and {@link
 * dev.gantry.metrics.Diversity} each document their units, range and source.
 *
 * <p>TENSORFLOW
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.metrics;
