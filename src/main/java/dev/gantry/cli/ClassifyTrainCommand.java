package dev.gantry.cli;

import dev.gantry.classify.Classifier;
import dev.gantry.classify.ClassifierTraining;
import dev.gantry.data.DataConfig;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ClassifierOptions classifiers;

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
    ClassifierTraining training = classifiers.training(channels);
    ImageSet images = data.load(config(Split.TRAIN, limit), workspace(), err());
    boolean tested = ImageLoader.hasTestPart(source, workspace().dataPaths(data.folder()));
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "training", "images")) {
      Classifier classifier =
          tested
              ? training.train(
                  images, testPart(), source, classifiers.told(err(), progress, "test"))
              : training.train(images, source, classifiers.told(err(), progress, "held-out"));
      classifier.write(folder);
    }
    out().println(folder);
    return ExitCode.OK;
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
}
