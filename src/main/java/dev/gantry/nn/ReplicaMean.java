package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The mean over all replicas that train together, each with a part of the batch. */
public interface ReplicaMean {
  /** How many there are. */
  int replicas();

  /**
   * The mean, with its gradient: the mean of the replicas' gradients.
   *
   * @param own what this replica has, of the same shape everywhere
   * @return the same shape, and the same values everywhere
   */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> own);
}
