package dev.gantry.cli;

import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.train.Checkpoints;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports a run's generator. */
@Command(
    name = "export",
    description = {
      "Exports the generator of a run's newest checkpoint, or its best, as a SavedModel.",
      "TensorFlow Serving, Python and dev.gantry.Generator load the folder as it is."
    })
final class ExportCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private RunArgument source;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The model's name; by default the configuration's.")
  private @Nullable String name;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The model's version; by default one above the highest that is there.")
  private @Nullable Long version;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = Workspace.MODELS,
      description = "Folder of models; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Path models;

  @Option(
      names = "--best",
      description =
          "Take the checkpoint that was best by the run's metrics.best, in place of the newest.")
  private boolean best;

  @Override
  public Integer call() {
    GeneratorSnapshot snapshot =
        new ModelOrRun(source.path())
            .snapshot(best ? Checkpoints::requireBest : Checkpoints::latest);
    Path model = models.resolve(name == null ? snapshot.config().name() : ModelName.check(name));
    out()
        .println(
            version == null
                ? SavedModelExporter.export(snapshot, model)
                : SavedModelExporter.export(snapshot, model, version));
    return ExitCode.OK;
  }
}
