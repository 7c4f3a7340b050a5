package dev.gantry.cli;

import dev.gantry.error.UserException;
import dev.gantry.export.ExportForm;
import dev.gantry.export.Folding;
import dev.gantry.export.NetworkSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.ServingConfig;
import dev.gantry.export.WeightType;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports a network of a run. */
@Command(
    name = "export",
    description = {
      "Exports the generator of a run's newest checkpoint, or its best, as a SavedModel; or its"
          + " discriminator.",
      "TensorFlow Serving, Python, dev.gantry.Generator, Upscaler and Discriminator load the folder"
          + " as it is."
    })
final class ExportCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private RunArgument source;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      defaultValue = "GENERATOR",
      description =
          "generator or discriminator, which becomes NAME-discriminator; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Network network;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The model's name; by default the configuration's.")
  private @Nullable String name;

  @Option(
      // Not --version, for then picocli leaves --help out as well.
      names = "--model-version",
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

  @Option(
      names = "--raw",
      description = "Take the generator's weights of the last step, in place of their average.")
  private boolean raw;

  @Option(
      names = "--fold",
      description =
          "Make batch norm a part of the kernels before it, and a transposed convolution that makes"
              + " an image one of another kind: the same images but for rounding, sooner.")
  private boolean fold;

  @Option(
      names = "--single",
      description =
          "Fold for one image at a time: all transposed convolutions become others, which takes a"
              + " third less time for one image and a fifth more for 64 than --fold does.")
  private boolean single;

  @Option(
      names = "--weights",
      paramLabel = "TYPE",
      defaultValue = "FLOAT32",
      description =
          "What weights are stored as: float32, float16 or bfloat16, which take half the bytes;"
              + " ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private WeightType weights;

  @Option(
      names = "--truncation",
      paramLabel = "T",
      defaultValue = "0",
      description =
          "Squeeze latents into the normal distribution truncated at T, such as 1.5: fewer odd"
              + " images, less variety. 0 leaves them as they are.")
  private double truncation;

  @Option(
      names = "--serving-config",
      paramLabel = "PATH",
      arity = "0..1",
      fallbackValue = "/models",
      description =
          "Also write models.config and batching.config for TensorFlow Serving, which sees the"
              + " folder of models at PATH; ${FALLBACK-VALUE}, as in its container, where left"
              + " out.")
  private @Nullable String served;

  private Folding folding() {
    if (single) {
      return Folding.SINGLE;
    }
    return fold ? Folding.BATCHES : Folding.NONE;
  }

  private enum Network {
    GENERATOR,
    DISCRIMINATOR
  }

  @Override
  public Integer call() {
    ExportForm form = form();
    NetworkSnapshot snapshot = snapshot();
    Path model = models.resolve(name == null ? name(snapshot) : ModelName.check(name));
    out()
        .println(
            version == null
                ? SavedModelExporter.export(snapshot, form, model)
                : SavedModelExporter.export(snapshot, form, model, version));
    if (served != null) {
      out().println(ServingConfig.write(models, served));
    }
    return ExitCode.OK;
  }

  private ExportForm form() {
    try {
      return new ExportForm(weights, folding(), truncation);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private NetworkSnapshot snapshot() {
    TrainingRun run = source.open();
    RunSnapshot snapshot =
        new RunSnapshot(run, best ? run.checkpoints().requireBest() : run.checkpoints().latest());
    if (network == Network.DISCRIMINATOR) {
      if (raw) {
        throw new UserException(
            "--raw is of the generator: no average is kept of a discriminator; leave it out");
      }
      return snapshot.discriminator();
    }
    return raw ? snapshot.rawGenerator() : snapshot.generator();
  }

  private String name(NetworkSnapshot snapshot) {
    String own = snapshot.config().name();
    return network == Network.DISCRIMINATOR ? own + "-discriminator" : own;
  }
}
