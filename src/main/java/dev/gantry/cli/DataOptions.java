package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
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
    return load(config, workspace, err, classes -> {});
  }

  /** Loads images if their classes, which are known before they are decoded, will do. */
  ImageSet load(
      DataConfig config, Workspace workspace, PrintWriter err, Consumer<List<String>> classes) {
    try (CountProgress progress =
        new CountProgress(err, workspace.terminalColumns(), "decoding", "images")) {
      ImageSet images =
          ImageLoader.load(config, workspace.dataPaths(folder), classes, progress::update);
      progress.finish();
      return images;
    }
  }
}
