package dev.gantry.train;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Images with their classes.
 *
 * @param images in [-1, 1], [batch, size, size, channels]
 * @param classes one-hot rows, [batch, classes], where labels are used
 */
record Batch(Operand<TFloat32> images, Optional<Operand<TFloat32>> classes) {}
