package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import java.util.Arrays;
import java.util.List;

/** All images are on the device; an iteration is fed their indices. */
final class ResidentFeed extends ImageFeed {
  private final TrainingSession session;

  ResidentFeed(TrainingSession session, ImageSet images, RunConfig config) {
    super(config, images, session.replica());
    this.session = session;
    session.load(images);
  }

  @Override
  int atOnce(long number) {
    return session.atOnce(number);
  }

  @Override
  List<StepResult> steps(List<TrainingSession.StepSettings> settings) {
    int[] indices =
        settings.stream()
            .flatMapToInt(each -> Arrays.stream(order().indices(each.number())))
            .toArray();
    return session.steps(settings, indices);
  }

  @Override
  public void close() {
    // The images belong to the session.
  }
}
