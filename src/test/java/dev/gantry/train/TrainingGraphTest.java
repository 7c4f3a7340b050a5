package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfig;
import dev.gantry.testing.LeakCheck;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TrainingGraphTest {
  private final RunConfig config = TinyRun.config();

  @Test
  void aThousandStepsLeaveNothingOpen() {
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, TinyRun.images(config, 8), config, false)) {
      session.initialize();
      long tracked = steps(feed, 0, 10);
      assertThat(steps(feed, 10, 1000)).isEqualTo(tracked);
    }
  }

  private static long steps(ImageFeed feed, long from, long to) {
    for (long step = from; step < to; step++) {
      feed.step(new TrainingSession.StepSettings(step, 1e-4, 1e-4, 0.9));
    }
    return Pointer.totalCount();
  }
}
