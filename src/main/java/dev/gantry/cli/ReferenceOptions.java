package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.data.DataConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which real images a generator is held against. */
final class ReferenceOptions {
  @Option(
      names = "--reference",
      paramLabel = "SOURCE",
      description =
          "Real images: a named source such as mnist, a folder or an archive; by default what the"
              + " model was trained on.")
  private @Nullable String source;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "TRAIN",
      description = "train or test, of sources that have both; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private DataConfig.Split split;

  /** The images for this generator. */
  ReferenceData of(Generator generator) {
    return ReferenceData.of(generator, source, split);
  }
}
