package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;

/**
 * Images that a model made, and what is asked about them.
 *
 * @param subject the model, for the page
 * @param query its seeds are those of the images
 * @param images as they would be stored, with their classes where the model has some
 */
public record GeneratedImages(String subject, NeighbourQuery query, ImageSet images) {
  /** Checks that there are as many images as the query says. */
  public GeneratedImages {
    Check.that(
        images.count() == query.count(),
        "%d images for a query about %d".formatted(images.count(), query.count()));
  }
}
