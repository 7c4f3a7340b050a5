package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.classify.ClassifierTraining;
import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.evaluate.Samples;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries what generated images are good for. */
@Command(
    name = "compare",
    description = {
      "Trains the same classifier on real images, on as many generated ones, and on both, and says"
          + " what share of the real test images each tells right.",
      "The model must make classes; it makes each as often as it is among the real images."
    })
final class ClassifyCompareCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Option(
      names = "--reference",
      paramLabel = "SOURCE",
      description =
          "Labelled real pictures with a part to test on; by default what the model was trained"
              + " on.")
  private @Nullable String reference;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ClassifierOptions classifiers;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Override
  public Integer call() {
    try (Generator generator = model.modelOrRun().open()) {
      if (generator.labels().isEmpty()) {
        throw new UserException(
            "%s makes no classes, so nothing could be learned from its images; give a model that was trained with conditioning"
                .formatted(model.path()));
      }
      ReferenceData real = ReferenceData.of(generator, reference, DataConfig.Split.TRAIN);
      if (!ImageLoader.hasTestPart(real.config().source(), data.paths(workspace()))) {
        throw new UserException(
            "%s has no part to test on; give a --reference that has, such as mnist"
                .formatted(real.config().source()));
      }
      ImageSet reals = real.load(data, workspace(), err());
      real.requireClasses(reals, generator, model.path());
      ImageSet test =
          ReferenceData.of(generator, reference, DataConfig.Split.TEST)
              .load(data, workspace(), err());
      compare(generator, reals, test);
    }
    return ExitCode.OK;
  }

  private void compare(Generator generator, ImageSet reals, ImageSet test) {
    ImageSet fakes = generated(generator, reals);
    ClassifierTraining training = classifiers.training(reals.channels());
    out().printf("%-12s %10s %10s%n", "trained on", "images", "accuracy");
    line("real", reals, test, training);
    line("generated", fakes, test, training);
    line("both", both(reals, fakes), test, training);
  }

  private void line(String name, ImageSet images, ImageSet test, ClassifierTraining training) {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "training on " + name, "images")) {
      double accuracy =
          training
              .train(images, test, name, classifiers.told(err(), progress, "test"))
              .info()
              .accuracy();
      out().printf(Locale.ROOT, "%-12s %,10d %9.2f%%%n", name, images.count(), accuracy * 100);
      out().flush();
    }
  }

  /** As many as there are real ones. */
  private ImageSet generated(Generator generator, ImageSet reals) {
    Samples samples =
        new GeneratedSamples(
            model.path().toString(), generator, reals, reals.count(), classifiers.seed());
    Samples.Batch all = samples.batch(0, samples.count());
    return ImageSet.of(samples.shape(), all.levels(), all.labels(), reals.classes());
  }

  private static ImageSet both(ImageSet a, ImageSet b) {
    Samples.Batch first = Samples.of("", a, 0).batch(0, a.count());
    Samples.Batch second = Samples.of("", b, 0).batch(0, b.count());
    byte[] levels = Arrays.copyOf(first.levels(), first.levels().length + second.levels().length);
    System.arraycopy(second.levels(), 0, levels, first.levels().length, second.levels().length);
    int[] labels = Arrays.copyOf(first.labels(), a.count() + b.count());
    System.arraycopy(second.labels(), 0, labels, a.count(), b.count());
    return ImageSet.of(
        new ImageDimensions(a.height(), a.width(), a.channels()), levels, labels, a.classes());
  }
}
