package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where named sources are looked for. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "Folder that holds named data sets; looked in before GANTRY_DATA and the cache.")
  private @Nullable Path folder;

  @Nullable Path folder() {
    return folder;
  }

  ImageSet load(DataConfig config, Workspace workspace, PrintWriter err) {
    try (CountProgress progress =
        new CountProgress(err, workspace.terminalColumns(), "decoding", "images")) {
      ImageSet images = ImageLoader.load(config, workspace.dataPaths(folder), progress::update);
      progress.finish();
      return images;
    }
  }
}
