package dev.gantry.serve;

import java.util.List;
import java.util.function.Function;

/** Finds directions of latent space that are worth a slider. */
interface DirectionSource {
  /**
   * Finds them; may take a minute.
   *
   * @param images makes the pictures of latents: [count, latent size] to [count, height, width,
   *     channels] in row-major order, values in [0, 1]
   */
  List<PrincipalDirections.Direction> of(
      int latentSize, Function<float[][], float[]> images, long seed);
}
