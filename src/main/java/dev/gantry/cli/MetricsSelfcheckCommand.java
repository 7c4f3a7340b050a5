package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageLoader;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.evaluate.Samples;
import dev.gantry.evaluate.SelfCheck;
import dev.gantry.features.InceptionExtractor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares with published numbers. */
@Command(
    name = "selfcheck",
    description = {
      "Compares FID and IS of CIFAR-10's own images with the published numbers.",
      "It looks at all 60,000 images, which takes minutes on a GPU and hours on two cores."
    })
final class MetricsSelfcheckCommand extends GantrySubcommand {
  private static final String BINARY = "data_batch_1.bin";
  private static final String UNPACKED = "cifar-10-batches-bin";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private InceptionOption inception;

  @Option(
      names = "--cifar",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder of CIFAR-10's original binaries, as gantry data fetch cifar10 prints it; not"
              + " JPEGs, nor binaries made of them.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path cifar;

  @Override
  public Integer call() {
    Path folder = binaries();
    List<SelfCheck.Comparison> comparisons;
    try (InceptionExtractor extractor = inception.open(workspace());
        CountProgress progress =
            new CountProgress(err(), workspace().terminalColumns(), "looking at", "images")) {
      comparisons =
          SelfCheck.of(
              part(folder, Split.TRAIN), part(folder, Split.TEST), extractor, progress::update);
      progress.finish();
    }
    comparisons.forEach(each -> out().println(line(each)));
    if (!comparisons.stream().allMatch(SelfCheck.Comparison::holds)) {
      throw new RunException(
          "these are not the published numbers; see that %s has the original images, else the extraction is wrong here"
              .formatted(folder));
    }
    return ExitCode.OK;
  }

  private Path binaries() {
    return Stream.of(cifar, cifar.resolve(UNPACKED))
        .filter(folder -> Files.isRegularFile(folder.resolve(BINARY)))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s has no %s; the published numbers are of CIFAR-10's binaries: run gantry data fetch cifar10"
                        .formatted(cifar, BINARY)));
  }

  private Samples part(Path folder, Split split) {
    DataPaths paths = workspace().dataPaths(null);
    DataConfig config =
        new DataConfig(folder.toString(), split, 32, 3, DataConfig.defaults().resize(), 0);
    String name = "%s (%s)".formatted(folder, split.name().toLowerCase(Locale.ROOT));
    return Samples.of(name, ImageLoader.load(config, paths, (done, total) -> {}), 0);
  }

  private static String line(SelfCheck.Comparison each) {
    return String.format(
        Locale.ROOT,
        "%-40s %8.4f   published %8.4f ± %.2f   %s",
        each.name(),
        each.found(),
        each.published(),
        each.tolerance(),
        each.holds() ? "same" : "DIFFERENT");
  }
}
