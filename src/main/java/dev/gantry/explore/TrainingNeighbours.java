package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.data.LoadProgress;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.NearestNeighbours;
import dev.gantry.metrics.NeighbourSearch;
import java.util.Optional;

/**
 * The training images that are nearest to generated ones.
 *
 * @param pixels by the Euclidean distance of levels from 0 to 255
 * @param features by that of an extractor's features
 */
public record TrainingNeighbours(FoundNeighbours pixels, FoundNeighbours features) {
  private static final int AT_A_TIME = 512;
  private static final int VALUES_AT_A_TIME = 1 << 24;

  /**
   * Searches all training images once, block by block: memory does not grow with their number.
   *
   * @param extractor one that took images of this shape
   * @param progress hears of the training images
   * @throws dev.gantry.error.UserException if there are fewer training images than are asked for
   */
  public static TrainingNeighbours find(
      GeneratedImages generated,
      TrainingImages training,
      FeatureExtractor extractor,
      LoadProgress progress) {
    Searches made =
        new Searches(ImageRows.of(generated.images(), extractor), generated.query().nearest());
    Optional<Searches> heldOut =
        training.heldOut().map(images -> new Searches(ImageRows.of(images, extractor), 1));
    ImageSet images = training.images();
    int most = Math.max(1, Math.min(AT_A_TIME, VALUES_AT_A_TIME / images.imageBytes()));
    for (int first = 0; first < images.count(); first += most) {
      int count = Math.min(most, images.count() - first);
      ImageRows block = ImageRows.of(images, first, count, extractor);
      made.add(block);
      heldOut.ifPresent(searches -> searches.add(block));
      progress.update(first + count, images.count());
    }
    return new TrainingNeighbours(
        found(made.pixels().found(), heldOut.map(searches -> searches.pixels().found())),
        found(made.features().found(), heldOut.map(searches -> searches.features().found())));
  }

  private static FoundNeighbours found(
      NearestNeighbours generated, Optional<NearestNeighbours> heldOut) {
    return new FoundNeighbours(generated, Nearness.of(generated, heldOut));
  }

  /** The searches for the neighbours of some images. */
  private record Searches(NeighbourSearch pixels, NeighbourSearch features) {
    Searches(ImageRows queries, int neighbours) {
      this(
          new NeighbourSearch(queries.pixels(), neighbours),
          new NeighbourSearch(queries.features(), neighbours));
    }

    void add(ImageRows block) {
      pixels.add(block.pixels());
      features.add(block.features());
    }
  }
}
