package dev.gantry.cli;

import dev.gantry.classify.Classifier;
import dev.gantry.classify.ClassifierTraining;
import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a classifier. */
@Command(
    name = "train",
    description = {
      "Trains a small convolutional classifier on labelled images.",
      "A tenth of the images is held out, and what share of them it tells right is printed."
    })
final class ClassifyTrainCommand extends GantrySubcommand {
  @Parameters(
      paramLabel = "SOURCE",
      description = "A named source such as mnist, or a folder with one subfolder a class.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String source;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the classifier, such as classifiers/mnist; not there yet.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path folder;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "28",
      description = "Height and width of the images; ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "1",
      description = "1 for grey, 3 for RGB; ${DEFAULT-VALUE}.")
  private int channels;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Use only the first so many images; 0 uses all.")
  private int limit;

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
      defaultValue = "0.001",
      description = "Size of a step at the start; ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Every random draw derives from it; ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Override
  public Integer call() {
    if (Files.exists(folder)) {
      // Not after an hour of training.
      throw new UserException(
          "%s is there already; give another folder, or remove it".formatted(folder));
    }
    ClassifierTraining training = training();
    ImageSet images = data.load(config(), workspace(), err());
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "training", "images")) {
      Classifier classifier = training.train(images, source, told(progress));
      classifier.write(folder);
    }
    out().println(folder);
    return ExitCode.OK;
  }

  private ClassifierTraining training() {
    try {
      return new ClassifierTraining(width, epochs, batch, learningRate, seed);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private DataConfig config() {
    DataConfig d = DataConfig.defaults();
    try {
      return new DataConfig(source, d.split(), size, channels, d.resize(), limit);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private ClassifierTraining.Progress told(CountProgress progress) {
    return new ClassifierTraining.Progress() {
      @Override
      public void moved(long images, long total) {
        progress.update(images, total);
      }

      @Override
      public void epoch(int epoch, double loss, double accuracy) {
        progress.close();
        err()
            .printf(
                Locale.ROOT,
                "epoch %d of %d: loss %.4f, %.2f%% of the held-out images told right%n",
                epoch,
                epochs,
                loss,
                accuracy * 100);
      }
    };
  }
}
