package dev.gantry.train;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * All images of a run in one variable on the training device, from which batches are gathered.
 *
 * <p>By {@code ResourceGather}: of the kernels that TensorFlow 2.18 has for GPUs, that alone
 * gathers uint8. {@code GatherV2} of what the variable reads has none, so that it would bring all
 * images to the host in every iteration. No variable of int32 is on a GPU: the labels stay in the
 * host's memory, and only those of a batch are copied.
 */
final class ResidentImages {
  private final Placeholder<TUint8> images;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TInt32> indices;
  private final Op load;
  private final Op loadLabels;
  private final Operand<TUint8> batch;
  private final Operand<TInt32> batchLabels;

  /**
   * Declares the variables.
   *
   * @param shape [count, size, size, channels]
   * @param batchImages images gathered by one iteration
   */
  ResidentImages(Ops tf, Shape shape, long batchImages) {
    VarHandleOp handle = tf.varHandleOp(TUint8.class, shape, VarHandleOp.sharedName("images"));
    Shape count = Shape.of(shape.get(0));
    VarHandleOp labelHandle = tf.varHandleOp(TInt32.class, count, VarHandleOp.sharedName("labels"));
    images = tf.placeholder(TUint8.class, Placeholder.shape(shape));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(count));
    indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(batchImages)));
    // The variable shares the memory of the tensor that is fed: no second copy is made.
    load = tf.assignVariableOp(handle, images);
    loadLabels = tf.assignVariableOp(labelHandle, labels);
    batch = tf.resourceGather(handle, indices, TUint8.class);
    batchLabels = tf.resourceGather(labelHandle, indices, TInt32.class);
  }

  /** Feed of {@link #load}: all images; never written again by its owner. */
  Placeholder<TUint8> images() {
    return images;
  }

  /** Feed of {@link #loadLabels}: the label of each image; never written again by its owner. */
  Placeholder<TInt32> labels() {
    return labels;
  }

  /** Feed: which images make the batch. */
  Placeholder<TInt32> indices() {
    return indices;
  }

  /** Target: sets the images. */
  Op load() {
    return load;
  }

  /** Target: sets the labels. */
  Op loadLabels() {
    return loadLabels;
  }

  /** The batch, uint8 [batch images, size, size, channels]. */
  Operand<TUint8> batch() {
    return batch;
  }

  /** Its labels, [batch images]. */
  Operand<TInt32> batchLabels() {
    return batchLabels;
  }
}
