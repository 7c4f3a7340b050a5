package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Upsample;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Upsampling by nearest neighbours and convolutions 3×3 in place of a DCGAN's transposed ones,
 * which leave no checkerboard (Odena, Dumoulin and Olah 2016): a dense layer, then a stage for each
 * width of upsampling, convolution, normalization and ReLU, then a convolution 3×3 to the image,
 * all with bias.
 *
 * <p>On MNIST, 28×28, these are known by their widths: shallow 128, 64; medium 256, 128; deep 512,
 * 256.
 *
 * @param widths channels of every stage, from the latent on; each stage doubles the image
 * @param normalization after the convolutions of all stages
 * @param weights how kernels start
 */
public record UpsampleGenerator(List<Integer> widths, Normalization normalization, Weights weights)
    implements GeneratorArchitecture {
  private static final int SMALLEST_BASE = 4;
  private static final int MAX_STAGES = 10;

  /** Checks the widths. */
  public UpsampleGenerator {
    widths = List.copyOf(widths);
    Check.that(
        !widths.isEmpty() && widths.size() <= MAX_STAGES,
        "widths has %d entries; give one for each doubling, 1 to %d"
            .formatted(widths.size(), MAX_STAGES));
    widths.forEach(width -> Halvings.checkWidth("widths", width));
  }

  /** Medium: 256, 128; batch norm. */
  public static UpsampleGenerator defaults() {
    return new UpsampleGenerator(List.of(256, 128), Normalization.BATCH, Weights.NORMAL);
  }

  @Override
  public void checkSize(int size) {
    int doublings = 1 << widths.size();
    Check.that(
        size % doublings == 0 && size / doublings >= SMALLEST_BASE,
        "widths has %d entries, which double an image that often, but data.size %d does not halve as often down to at least %d pixels; give fewer widths, or use data.size %d"
            .formatted(widths.size(), size, SMALLEST_BASE, SMALLEST_BASE * doublings));
  }

  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image) {
    int base = image.size() >> widths.size();
    Pass latent = pass.in("latent");
    Operand<TFloat32> h =
        LatentImage.of(latent, z, base, widths.get(0), weights.initializer()); // [batch, b, b, w]
    h = Activation.RELU.apply(latent, h);
    for (int i = 0; i < widths.size(); i++) {
      Pass stage = pass.in("block" + i);
      h =
          Convolution.withBias(
              stage,
              Upsample.nearest(stage, h),
              Window.THREE,
              widths.get(i),
              weights.initializer()); // [batch, twice, twice, width]
      h = Activation.RELU.apply(stage, normalization.apply(stage, h));
    }
    Pass output = pass.in("image");
    h = Convolution.withBias(output, h, Window.THREE, image.channels(), weights.initializer());
    return output.tf().math.tanh(h); // [batch, size, size, channels]
  }
}
