/**
 * Numbers that say how good pictures are: pure functions of pictures and of the features that an
 * extractor makes of them. Each result documents its units, its range and its source.
 *
 * <ul>
 *   <li>Are fakes distributed as the real images are? {@link dev.gantry.metrics.FrechetDistance} of
 *       {@link dev.gantry.metrics.FeatureMoments}, {@link dev.gantry.metrics.KernelDistance}
 *   <li>Does each look real, and do they vary? {@link dev.gantry.metrics.ManifoldOverlap}
 *       (precision, recall, density, coverage), {@link dev.gantry.metrics.InceptionScore}, {@link
 *       dev.gantry.metrics.Diversity}
 *   <li>Which classes are left out? {@link dev.gantry.metrics.ModeCoverage}
 *   <li>Are they copies? {@link dev.gantry.metrics.NearestNeighbours}, in a set that comes block by
 *       block {@link dev.gantry.metrics.NeighbourSearch}; {@link
 *       dev.gantry.metrics.NearestDistances}, {@link dev.gantry.metrics.Memorization}
 *   <li>How near is an enlarged picture to the real one? {@link dev.gantry.metrics.Fidelity}
 * </ul>
 *
 * <p>Large products and eigenvalues are TensorFlow's, on the CPU. All eigenvalues of a symmetric
 * float64 matrix took these processor seconds on one core of a Xeon with AVX-512, without and, for
 * Commons Math, which has no other way, with the vectors:
 *
 * <pre>
 * rows of the matrix       1024   2048
 * TensorFlow 2.18          0.15    2.6
 * EJML 0.44.0              0.93    5.4
 * Commons Math 3.6.1       7.0
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.metrics;
