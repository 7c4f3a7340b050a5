package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;

/** All images are on the device; an iteration is fed their indices. */
final class ResidentFeed extends ImageFeed {
  private final TrainingSession session;

  ResidentFeed(TrainingSession session, ImageSet images, RunConfig config) {
    super(config, images, session.replica());
    this.session = session;
    session.load(images);
  }

  @Override
  StepResult step(TrainingSession.StepSettings settings) {
    return session.step(settings, order().indices(settings.number()));
  }

  @Override
  public void close() {
    // The images belong to the session.
  }
}
