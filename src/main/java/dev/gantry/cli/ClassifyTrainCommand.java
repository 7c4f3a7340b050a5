package dev.gantry.cli;

import dev.gantry.classify.Classifier;
import dev.gantry.classify.ClassifierTraining;
import dev.gantry.data.DataConfig;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.nn.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a classifier. */
@Command(
    name = "train",
    description = {
      "Trains a small convolutional classifier on labelled images.",
      "What share of other images it tells right is printed: of the source's test part if it has"
          + " one, else of a tenth of the images, which is held out."
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
    ImageSet images = data.load(config(Split.TRAIN, limit), workspace(), err());
    boolean tested = ImageLoader.hasTestPart(source, workspace().dataPaths(data.folder()));
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "training", "images")) {
      Classifier classifier =
          tested
              ? training.train(images, testPart(), source, told(progress, "test"))
              : training.train(images, source, told(progress, "held-out"));
      classifier.write(folder);
    }
    out().println(folder);
    return ExitCode.OK;
  }

  private ClassifierTraining training() {
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

  private ImageSet testPart() {
    return data.load(config(Split.TEST, 0), workspace(), err());
  }

  private DataConfig config(Split split, int count) {
    try {
      return new DataConfig(source, split, size, channels, DataConfig.defaults().resize(), count);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private ClassifierTraining.Progress told(CountProgress progress, String judged) {
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
                "epoch %d of %d: loss %.4f, %.2f%% of the %s images told right%n",
                epoch,
                epochs,
                loss,
                accuracy * 100,
                judged);
        err().flush();
      }
    };
  }
}
