package dev.gantry.augment;

import dev.gantry.nn.Draws;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The changes of differentiable augmentation (Zhao et al. 2020, section 3.2), as strong as in the
 * authors' program.
 */
public enum DiffAugment {
  /** Brightness by up to ±0.5, saturation by 0 to 2, contrast by 0.5 to 1.5. */
  COLOR {
    @Override
    Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
      return Color.apply(draws, images);
    }
  },
  /** Moved by whole pixels, up to an eighth of the size each way, zeros where nothing was. */
  TRANSLATION {
    @Override
    Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
      return Translation.apply(draws, images);
    }
  },
  /** A square of half the size is zero. */
  CUTOUT {
    @Override
    Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
      return Cutout.apply(draws, images);
    }
  };

  /** Each image by draws of its own; [batch, size, size, channels] in and out. */
  abstract Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images);
}
