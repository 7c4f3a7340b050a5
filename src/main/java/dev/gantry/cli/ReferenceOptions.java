package dev.gantry.cli;

import dev.gantry.Generator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private SplitOption split;

  /** The images for this generator. */
  ReferenceData of(Generator generator) {
    return ReferenceData.of(generator, source, split.split());
  }
}
