package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.EvaluationReport;
import dev.gantry.evaluate.Metric;
import dev.gantry.evaluate.Observation;
import dev.gantry.evaluate.Reference;
import dev.gantry.evaluate.Samples;
import dev.gantry.features.FeatureExtractor;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a generator. */
@Command(
    name = "evaluate",
    description = {
      "Measures the pictures of a generator against real ones, prints a table, and writes it as"
          + " JSON.",
      "Only numbers from the Inception graph of 2015 are called FID, KID and IS; those from a"
          + " classifier carry its hash, and compare with numbers from the same one only.",
      "Of a model with classes, pictures are asked for as often as the reference has each class,"
          + " and each class is measured by itself too."
    })
final class EvaluateCommand extends GantrySubcommand {
  private static final String ALL =
      "frechet, kernel, score, manifold, memorization, diversity, modes";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReferenceOptions reference;

  @Option(
      names = "--metrics",
      paramLabel = "LIST",
      split = ",",
      description = "Any of " + ALL + "; by default all that the extractor allows.")
  private List<String> metrics = List.of();

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Pictures to make; ${DEFAULT-VALUE}. Papers take 50000.")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the first picture, and of what is drawn; ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "evaluation.json",
      description = "Where the JSON goes; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Path file;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExtractorOptions extractors;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Override
  public Integer call() {
    if (count < 1) {
      throw new UserException("--samples is %d; give at least 1".formatted(count));
    }
    Set<Metric> chosen = chosen();
    try (Generator generator = model.modelOrRun().open()) {
      ImageDimensions shape =
          new ImageDimensions(
              generator.imageHeight(), generator.imageWidth(), generator.channels());
      try (FeatureExtractor extractor = extractors.open(workspace(), shape)) {
        extractor.check(shape);
        if (metrics.isEmpty() && extractor.info().inception()) {
          chosen.remove(Metric.MODES);
        }
        EvaluationReport report = measure(generator, extractor, new Evaluation(chosen, seed));
        out().print(EvaluationTable.of(report));
        report.write(file);
        err().println("wrote " + file);
      }
    }
    return ExitCode.OK;
  }

  private Set<Metric> chosen() {
    Set<Metric> chosen = EnumSet.noneOf(Metric.class);
    for (String id : metrics) {
      chosen.add(
          Metric.of(id.strip())
              .orElseThrow(
                  () ->
                      new UserException(
                          "--metrics has \"%s\"; it takes %s".formatted(id, Metric.ids()))));
    }
    return chosen.isEmpty() ? EnumSet.allOf(Metric.class) : chosen;
  }

  private EvaluationReport measure(
      Generator generator, FeatureExtractor extractor, Evaluation evaluation) {
    ReferenceData real = reference.of(generator);
    ImageSet reals = real.load(data, workspace(), err());
    boolean perClass = !generator.labels().isEmpty();
    if (perClass) {
      real.requireClasses(reals, generator, model.path());
    }
    Reference seen =
        new Reference(observe(Samples.of(real.name(), reals, 0), extractor, perClass, "reading"));
    Samples made = new GeneratedSamples(model.path().toString(), generator, reals, count, seed);
    return evaluation.measure(seen, observe(made, extractor, perClass, "generating"));
  }

  private Observation observe(
      Samples samples, FeatureExtractor extractor, boolean perClass, String verb) {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), verb, "images")) {
      Observation observation = Observation.of(samples, extractor, perClass, progress::update);
      progress.finish();
      return observation;
    }
  }
}
