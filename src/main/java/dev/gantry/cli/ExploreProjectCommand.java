package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageFile;
import dev.gantry.error.UserException;
import dev.gantry.explore.LatentSearch;
import dev.gantry.explore.Projection;
import dev.gantry.explore.ProjectionReport;
import dev.gantry.explore.ProjectionTask;
import dev.gantry.explore.Projector;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the latents of pictures. */
@Command(
    name = "project",
    description = {
      "Finds for each picture the latent whose picture is nearest, and shows both.",
      "Pictures are cropped to a square and resized as training images are. Of a model with classes"
          + " each class is tried, and the one that comes nearest is told."
    })
final class ExploreProjectCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, GIF, BMP or TIFF files.")
  private List<Path> images = List.of();

  @Option(
      names = "--label",
      paramLabel = "NAME|N",
      description =
          "Class to search in, by name or by number from 0 on; may be given again. By default all"
              + " classes.")
  private List<String> asked = List.of();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "300",
      description = "Steps of each search; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "4",
      description = "Latents to begin from, for each picture and class; ${DEFAULT-VALUE}.")
  private int restarts;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "Size of the first step; ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--prior",
      paramLabel = "X",
      defaultValue = "0.01",
      description =
          "Weight of what keeps the latent's norm near those of training; ${DEFAULT-VALUE}.")
  private double prior;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the first latent; ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  @Override
  public Integer call() {
    output.requireFree();
    LatentSearch how = how();
    try (Projector projector = model.modelOrRun().openVersion(Projector::open);
        CountProgress progress =
            new CountProgress(err(), workspace().terminalColumns(), "searching", "steps")) {
      ChosenClasses classes = ChosenClasses.of(model.path(), projector.labels(), asked);
      ProjectionTask task = task(projector, classes, how);
      List<Projection> projections = projector.project(task, progress::update);
      progress.finish();
      projections.forEach(this::line);
      output.write(
          ProjectionReport.of(model.path().toString(), projector, task, projections), out());
    }
    return ExitCode.OK;
  }

  private LatentSearch how() {
    try {
      return new LatentSearch(steps, restarts, learningRate, prior, seed);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private ProjectionTask task(Projector projector, ChosenClasses classes, LatentSearch how) {
    ProjectionReport.requireDrawable(projector, images.size());
    Map<String, float[]> pictures = new LinkedHashMap<>();
    for (Path image : images) {
      float[] picture =
          ImageFile.prepared(image, projector.image(), DataConfig.defaults().resize());
      if (pictures.put(image.toString(), picture) != null) {
        throw new UserException("%s was given twice; give each picture once".formatted(image));
      }
    }
    try {
      return new ProjectionTask(pictures, classes.labels(), how);
    } catch (IllegalArgumentException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    }
  }

  private void line(Projection found) {
    out()
        .printf(
            Locale.ROOT,
            "%s: %.2f dB%s%n",
            found.name(),
            found.psnr(),
            found.className().isEmpty() ? "" : ", class " + found.className());
  }
}
