package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.report.ImageGrid;
import java.util.Optional;

/** The pictures by which a run is watched: made of the same inputs each time. */
interface Gallery {
  /** Makes them with the generator as it is now, averaged where averages are kept. */
  Shown make(TrainingSession session);

  /** From fixed latents, or from held-out images made smaller. */
  static Gallery of(RunConfig config, ImageSet images) {
    return config.generator().enlarges().isPresent()
        ? new UpscalingGallery(config, images)
        : new LatentGallery(config);
  }

  /**
   * Pictures.
   *
   * @param layout of the grid
   * @param cells layout.cells() · size · size · channels values in [-1, 1]; not copied
   * @param comparison with the real ones, where there are such
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  record Shown(
      ImageGrid.Layout layout, float[] cells, Optional<TrainingListener.Comparison> comparison) {}
}
