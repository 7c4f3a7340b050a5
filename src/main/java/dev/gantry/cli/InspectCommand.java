package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.export.DiscriminatorDirectory;
import dev.gantry.export.DiscriminatorInfo;
import dev.gantry.export.ModelDirectory;
import dev.gantry.export.ModelInfo;
import dev.gantry.export.ModelKind;
import dev.gantry.export.UpscalerDirectory;
import dev.gantry.export.UpscalerInfo;
import dev.gantry.model.NetworkSummary;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.train.Checkpoint;
import dev.gantry.train.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what something is. */
@Command(
    name = "inspect",
    description = "Shows the layers, shapes, parameters and signatures of a model, run or config.")
final class InspectCommand extends GantrySubcommand {
  private static final int MAX_NAMES = 100;

  @Parameters(
      paramLabel = "MODEL|RUN|CONFIG",
      description = "An exported model, the folder of a run, or a configuration.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path source;

  @Override
  public Integer call() {
    if (ModelOrRun.isRun(source)) {
      run();
    } else if (Files.isDirectory(source)) {
      switch (ModelKind.of(source)) {
        case GENERATOR -> generator();
        case UPSCALER -> upscaler();
        case DISCRIMINATOR -> discriminator();
      }
    } else {
      networks(RunConfigReader.read(source, List.of()));
    }
    return ExitCode.OK;
  }

  private void run() {
    TrainingRun run = TrainingRun.open(RunFolder.open(source));
    line("run", run.folder().name());
    if (Files.exists(run.folder().state())) {
      RunState state = RunState.read(run.folder());
      line(
          "state",
          String.format(
              Locale.ROOT,
              "%s after %,d of %,d images, %s%s",
              state.status().word(),
              state.images(),
              state.totalImages(),
              state.updated(),
              state.message().isEmpty() ? "" : ": " + state.message()));
    }
    for (Checkpoint checkpoint : run.checkpoints().all()) {
      line(
          "checkpoint",
          String.format(
              Locale.ROOT,
              "%s, iteration %,d, %,d images",
              checkpoint.folder().getFileName(),
              checkpoint.step(),
              checkpoint.images()));
    }
    networks(run.config());
  }

  private void generator() {
    ModelDirectory model = ModelDirectory.open(source);
    ModelInfo info = model.info();
    line("model", model.path().toString());
    line("latent", "%d, %s".formatted(info.latent().size(), info.latent().distribution()));
    image(info.image());
    classes(info.labels());
    signatures(info.signatures());
    info.provenance().forEach(this::line);
  }

  private void discriminator() {
    DiscriminatorDirectory model = DiscriminatorDirectory.open(source);
    DiscriminatorInfo info = model.info();
    line("model", model.path().toString());
    line("judges", "images, by %,d features".formatted(info.features()));
    image(info.image());
    classes(info.labels());
    signatures(info.signatures());
    info.provenance().forEach(this::line);
  }

  private void image(ModelInfo.Image image) {
    line(
        "image",
        "%d×%d×%d in %s".formatted(image.height(), image.width(), image.channels(), image.range()));
  }

  private void classes(List<String> names) {
    if (!names.isEmpty()) {
      line("classes", "%d: %s".formatted(names.size(), names(names)));
    }
  }

  private static String names(List<String> classes) {
    return classes.stream().limit(MAX_NAMES).collect(Collectors.joining(", "))
        + (classes.size() > MAX_NAMES ? ", …" : "");
  }

  private void upscaler() {
    UpscalerDirectory model = UpscalerDirectory.open(source);
    UpscalerInfo info = model.info();
    line("model", model.path().toString());
    line("enlarges", "%d times, %s".formatted(info.scale(), info.channels() == 1 ? "grey" : "RGB"));
    signatures(info.signatures());
    info.provenance().forEach(this::line);
  }

  private void signatures(Map<String, ModelInfo.Signature> signatures) {
    signatures.forEach(
        (name, signature) ->
            line(
                "signature",
                "%s: %s → %s"
                    .formatted(name, tensors(signature.inputs()), tensors(signature.outputs()))));
  }

  private static String tensors(Map<String, ModelInfo.Tensor> tensors) {
    return tensors.entrySet().stream()
        .map(e -> "%s %s%s".formatted(e.getKey(), e.getValue().type(), e.getValue().shape()))
        .collect(Collectors.joining(", "));
  }

  private void networks(RunConfig config) {
    network("generator", NetworkSummary.of(config.generator()));
    network("discriminator", NetworkSummary.of(config.discriminator(), config.image()));
  }

  private void network(String name, NetworkSummary summary) {
    out().printf(Locale.ROOT, "%n%s: %,d parameters%n", name, summary.parameters());
    for (NetworkSummary.Variable variable : summary.variables()) {
      out()
          .printf(
              Locale.ROOT,
              "  %-40s %-18s %,12d%s%n",
              variable.name(),
              variable.shape(),
              variable.size(),
              variable.trainable() ? "" : "  statistic");
    }
  }

  private void line(String name, String value) {
    out().printf("%-12s%s%n", name, value);
  }
}
