package dev.gantry.cli;

import dev.gantry.classify.ClassifierTraining;
import dev.gantry.error.UserException;
import dev.gantry.nn.Precision;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Option;

/** How classifiers are trained. */
final class ClassifierOptions {
  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "32",
      description = "Channels of the first stage; ${DEFAULT-VALUE}.")
  private int width;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Times that every image is shown; ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images in one step; ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.005",
      description = "Size of a step at its largest; ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--flip",
      negatable = true,
      description = "Mirror half of the images that are shown; by default where they are RGB.")
  @SuppressWarnings("NullAway.Init") // null where not given; picocli wants no annotation there
  private Boolean flip;

  @Option(
      names = "--shift",
      negatable = true,
      description =
          "Move the images that are shown by up to an eighth of their size; by default where they"
              + " are RGB.")
  @SuppressWarnings("NullAway.Init") // null where not given; picocli wants no annotation there
  private Boolean shift;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "float32",
      description =
          "Of products in training: float32, or bfloat16, which newer processors multiply faster;"
              + " ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Precision precision;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Every random draw derives from it; ${DEFAULT-VALUE}.")
  private long seed;

  long seed() {
    return seed;
  }

  /**
   * What was asked for.
   *
   * @param channels of the images: colour ones are flipped and shifted unless told otherwise
   */
  ClassifierTraining training(int channels) {
    try {
      return new ClassifierTraining(
          width,
          epochs,
          batch,
          learningRate,
          ClassifierTraining.augmentation(
              Objects.requireNonNullElse(flip, channels == 3),
              Objects.requireNonNullElse(shift, channels == 3)),
          precision,
          seed);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  /**
   * Tells of a training.
   *
   * @param judged how the images are called that it is judged by
   */
  ClassifierTraining.Progress told(PrintWriter err, CountProgress progress, String judged) {
    return new ClassifierTraining.Progress() {
      @Override
      public void moved(long images, long total) {
        progress.update(images, total);
      }

      @Override
      public void epoch(int epoch, double loss, double accuracy) {
        progress.close();
        err.printf(
            Locale.ROOT,
            "epoch %d of %d: loss %.4f, %.2f%% of the %s images told right%n",
            epoch,
            epochs,
            loss,
            accuracy * 100,
            judged);
        err.flush();
      }
    };
  }
}
