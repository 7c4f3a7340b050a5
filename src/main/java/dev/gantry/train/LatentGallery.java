package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.model.Latents;
import dev.gantry.nn.Seeds;
import dev.gantry.report.ImageGrid;
import java.util.Optional;

/** Pictures of the run's fixed latents. */
final class LatentGallery implements Gallery {
  private final RunConfig config;
  private final ImageGrid.Layout layout;

  LatentGallery(RunConfig config) {
    this.config = config;
    this.layout =
        new ImageGrid.Layout(
            config.report().gridRows(),
            config.report().gridColumns(),
            config.data().size(),
            config.data().size(),
            config.data().channels());
  }

  @Override
  public Shown make(TrainingSession session) {
    float[] latents =
        Latents.normal(
            Seeds.derive(config.seed(), "grid"), layout.cells(), config.model().latent());
    return new Shown(layout, session.sample(latents, GridLabels.of(config)), Optional.empty());
  }
}
