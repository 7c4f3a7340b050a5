package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Prelu;
import dev.gantry.nn.SubPixelConvolution;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Residual blocks at the small size, then sub-pixel convolutions, from an image to a larger one:
 * SRResNet (Ledig et al. 2017, section 2.1 and figure 4), PReLU throughout, and tanh at the end.
 *
 * <p>Fully convolutional: what is trained on images of one size enlarges those of any.
 *
 * @param width channels of every layer but the last; the paper's 64
 * @param blocks residual blocks; the paper's 16
 * @param scale how many times as high and wide an image becomes; a power of 2
 * @param normalization in the blocks and after them
 * @param weights how kernels start
 */
public record SrganGenerator(
    int width, int blocks, int scale, Normalization normalization, Weights weights)
    implements GeneratorArchitecture {
  private static final Window NINE = new Window(9, 1);

  /** Checks every component. */
  public SrganGenerator {
    Check.range("width", width, 1, 4096);
    Check.range("blocks", blocks, 1, 256);
    Check.that(
        scale >= 2 && scale <= 16 && Integer.bitCount(scale) == 1,
        "scale is %d; it must be 2, 4, 8 or 16".formatted(scale));
  }

  /** The paper's: width 64, 16 blocks, 4 times as large, batch norm. */
  public static SrganGenerator defaults() {
    return new SrganGenerator(64, 16, 4, Normalization.BATCH, Weights.NORMAL);
  }

  @Override
  public OptionalInt enlarges() {
    return OptionalInt.of(scale);
  }

  @Override
  public void checkSize(int size) {
    Check.that(
        size % scale == 0 && size / scale >= 2,
        "data.size %d is not a multiple of model.generator.scale %d of at least twice it; use %d"
            .formatted(size, scale, Math.max(2, (size + scale - 1) / scale) * scale));
  }

  /**
   * Builds one pass.
   *
   * @param low images in [-1, 1], [batch, height, width, channels]; height and width may be unknown
   * @param image its channels are those of the images
   * @return images in [-1, 1], [batch, scale · height, scale · width, channels]
   */
  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> low, ImageShape image) {
    Pass first = pass.in("first");
    Operand<TFloat32> start =
        Prelu.apply(
            first,
            Convolution.withBias(
                first, low, NINE, width, weights.initializer())); // [batch, h, w, width]
    Operand<TFloat32> h = start;
    for (int i = 0; i < blocks; i++) {
      h = residual(pass.in("block" + i), h);
    }
    h = pass.tf().math.add(start, normalized(pass.in("last"), h)); // [batch, h, w, width]
    for (int i = 0; i < Integer.numberOfTrailingZeros(scale); i++) {
      Pass twice = pass.in("twice" + i);
      h =
          Prelu.apply(
              twice,
              SubPixelConvolution.apply(twice, h, Window.THREE, 2, width, weights.initializer()));
    }
    Pass output = pass.in("image");
    h = Convolution.withBias(output, h, NINE, image.channels(), weights.initializer());
    return output.tf().math.tanh(h); // [batch, scale · h, scale · w, channels]
  }

  private Operand<TFloat32> residual(Pass block, Operand<TFloat32> x) {
    Pass first = block.in("first");
    Operand<TFloat32> h = Prelu.apply(first, normalized(first, x)); // [batch, h, w, width]
    return block.tf().math.add(x, normalized(block.in("second"), h));
  }

  private Operand<TFloat32> normalized(Pass pass, Operand<TFloat32> x) {
    return normalization.apply(
        pass, Convolution.apply(pass, x, Window.THREE, width, weights.initializer()));
  }

  /** Half the sizes of all windows, each at its own scale. */
  @Override
  public int reach() {
    int half = NINE.size() / 2;
    double reach = half + 2 * blocks + 1; // the windows of 3 in the blocks and after them
    for (int at = 1; at < scale; at *= 2) {
      reach += 1.0 / at; // a sub-pixel convolution
    }
    return (int) Math.ceil(reach + half / (double) scale);
  }
}
