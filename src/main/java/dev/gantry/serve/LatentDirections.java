package dev.gantry.serve;

import java.util.List;

/**
 * The directions of a version's latent space.
 *
 * @param directions none yet if they are pending
 * @param pending whether they are still being computed
 */
record LatentDirections(List<PrincipalDirections.Direction> directions, boolean pending) {
  static final LatentDirections PENDING = new LatentDirections(List.of(), true);
  static final LatentDirections NONE = new LatentDirections(List.of(), false);

  LatentDirections {
    directions = List.copyOf(directions);
  }
}
