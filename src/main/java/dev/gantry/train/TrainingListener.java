package dev.gantry.train;

import dev.gantry.evaluate.EvaluationReport;
import dev.gantry.metrics.Fidelity;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.Stats;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Hears of a run as it goes on; called on the training thread, so that the next iteration waits.
 * Each method does nothing unless overridden.
 */
public interface TrainingListener {
  /**
   * Before the first iteration, after data and variables are in place.
   *
   * @param run what is run where
   */
  default void started(RunStart run) {}

  /**
   * Now and then within a tick, a few times a second at most, for whoever watches.
   *
   * @param soFar what the tick would be if it ended now
   */
  default void moved(Stats soFar) {}

  /** At the end of each tick. */
  default void ticked(Stats stats) {}

  /** When pictures of the fixed latents were made. */
  default void pictured(Pictures pictures) {}

  /** When enlarged images were compared with the real ones, right after they were shown. */
  default void compared(Compared compared) {}

  /** When the generator was measured, right after pictures of it were shown. */
  default void measured(Measured measured) {}

  /**
   * When a checkpoint stands.
   *
   * @param folder the checkpoint's
   * @param images real images shown
   */
  default void saved(Path folder, long images) {}

  /** When something looks wrong; one line that says what to try. */
  default void alarmed(String message) {}

  /**
   * What is run where.
   *
   * @param device what TensorFlow trains on
   * @param step iterations done before; 0 unless resumed
   * @param images real images shown before
   * @param totalImages real images after which the run ends
   */
  record RunStart(String device, long step, long images, long totalImages) {}

  /**
   * Pictures of the fixed latents by the averaged generator.
   *
   * @param step iterations done
   * @param images real images shown
   * @param layout of the grid
   * @param fakes layout.cells() · size · size · channels values in [-1, 1]
   * @param weights every trained variable by full name, for histograms
   */
  record Pictures(
      long step,
      long images,
      ImageGrid.Layout layout,
      FloatBuffer fakes,
      Map<String, float[]> weights) {}

  /**
   * How near enlarged images come to the real ones.
   *
   * @param count of the images, which are not trained on
   * @param generator mean of what the averaged generator makes
   * @param bicubic mean of bicubic interpolation of the same small images
   */
  record Comparison(int count, Fidelity generator, Fidelity bicubic) {}

  /**
   * A comparison at a moment of a run.
   *
   * @param step iterations done
   * @param images real images shown
   * @param comparison what it said
   */
  record Compared(long step, long images, Comparison comparison) {}

  /**
   * A measurement at a moment of a run.
   *
   * @param step iterations done
   * @param images real images shown
   * @param report what was measured
   * @param share of the time since the run was started or resumed that went into measuring, 0 to 1
   */
  record Measured(long step, long images, EvaluationReport report, double share) {}

  /** Tells several in their order. */
  static TrainingListener all(List<TrainingListener> listeners) {
    List<TrainingListener> fixed = List.copyOf(listeners);
    return new TrainingListener() {
      @Override
      public void started(RunStart run) {
        fixed.forEach(l -> l.started(run));
      }

      @Override
      public void moved(Stats soFar) {
        fixed.forEach(l -> l.moved(soFar));
      }

      @Override
      public void ticked(Stats stats) {
        fixed.forEach(l -> l.ticked(stats));
      }

      @Override
      public void pictured(Pictures pictures) {
        fixed.forEach(l -> l.pictured(pictures));
      }

      @Override
      public void compared(Compared compared) {
        fixed.forEach(l -> l.compared(compared));
      }

      @Override
      public void measured(Measured measured) {
        fixed.forEach(l -> l.measured(measured));
      }

      @Override
      public void saved(Path folder, long images) {
        fixed.forEach(l -> l.saved(folder, images));
      }

      @Override
      public void alarmed(String message) {
        fixed.forEach(l -> l.alarmed(message));
      }
    };
  }
}
