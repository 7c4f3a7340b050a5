package dev.gantry.cli;

import dev.gantry.error.UserException;
import dev.gantry.features.InceptionExtractor;
import dev.gantry.features.InceptionGraph;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the Inception graph is: given, in the environment, or fetched. */
final class InceptionOption {
  @Option(
      names = "--inception",
      paramLabel = "PATH",
      description =
          "The Inception graph of 2015, classify_image_graph_def.pb; by default GANTRY_INCEPTION,"
              + " or what gantry metrics fetch fetched.")
  private @Nullable Path file;

  /** Opens it. */
  InceptionExtractor open(Workspace workspace) {
    return InceptionExtractor.open(file != null ? file : known(workspace));
  }

  private static Path known(Workspace workspace) {
    return workspace
        .inception()
        .or(() -> InceptionGraph.fetched(workspace.dataPaths(null)))
        .orElseThrow(
            () ->
                new UserException(
                    "no Inception graph was found: --inception is not given, GANTRY_INCEPTION is"
                        + " not set, and the cache has none; run gantry metrics fetch, or give its"
                        + " path"));
  }
}
