package dev.gantry.metrics;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.Check;
import java.util.List;

/**
 * How near an enlarged picture comes to the real one.
 *
 * <p>Both numbers are of the luma over the full range, without a border of {@code scale} pixels, as
 * in Ledig et al. 2017, section 3.1. Papers that take the luma from 16 to 235 report a PSNR that is
 * 1.3 dB higher. Immutable, so thread-safe.
 *
 * @param psnr peak signal-to-noise ratio in dB; 100 for equal pictures
 * @param ssim structural similarity (Wang et al. 2004), at most 1
 */
public record Fidelity(double psnr, double ssim) {
  /** With less than the window of SSIM, the border is not left out. */
  private static final int LEAST_WITHIN = 11;

  /**
   * Compares.
   *
   * @param made [height, width, channels], black 0 and white 1; what is outside is clamped
   * @param real of the same shape
   * @param scale by which the picture was enlarged; so wide is the border that is left out, unless
   *     fewer than 11 pixels would be left
   */
  public static Fidelity of(float[] made, float[] real, ImageDimensions shape, int scale) {
    Check.that(
        made.length == shape.bytes() && real.length == shape.bytes(),
        "%d and %d values for %s".formatted(made.length, real.length, shape));
    boolean small = Math.min(shape.height(), shape.width()) - 2 * scale < LEAST_WITHIN;
    Plane a = Plane.luma(made, shape).within(small ? 0 : scale);
    Plane b = Plane.luma(real, shape).within(small ? 0 : scale);
    return new Fidelity(Psnr.of(a, b), Ssim.of(a, b));
  }

  /** The mean of each number over several pictures, of which there is at least one. */
  public static Fidelity mean(List<Fidelity> all) {
    return new Fidelity(
        all.stream().mapToDouble(Fidelity::psnr).average().orElseThrow(),
        all.stream().mapToDouble(Fidelity::ssim).average().orElseThrow());
  }
}
