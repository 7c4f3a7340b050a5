package dev.gantry.augment;

import dev.gantry.nn.Draws;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The changes of differentiable augmentation (Zhao et al. 2020, section 3.2). */
public enum DiffAugment {
  /** Brightness, saturation and contrast. */
  COLOR {
    @Override
    Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
      return images;
    }
  };

  /** Each image by draws of its own; [batch, size, size, channels] in and out. */
  abstract Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images);
}
