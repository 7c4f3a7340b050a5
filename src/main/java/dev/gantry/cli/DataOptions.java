package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.data.SourceImages;
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

  /** These options again, for another process. */
  List<String> words() {
    return folder == null ? List.of() : List.of("--data", folder.toString());
  }

  /** Where sources are looked for. */
  DataPaths paths(Workspace workspace) {
    return workspace.dataPaths(folder);
  }

  /** Loads images with their names. */
  SourceImages loadNamed(DataConfig config, Workspace workspace, PrintWriter err) {
    try (CountProgress progress = decoding(workspace, err)) {
      SourceImages images = ImageLoader.loadNamed(config, paths(workspace), progress::update);
      progress.finish();
      return images;
    }
  }

  ImageSet load(DataConfig config, Workspace workspace, PrintWriter err) {
    return load(config, workspace, err, classes -> {});
  }

  /** Loads images if their classes, which are known before they are decoded, will do. */
  ImageSet load(
      DataConfig config, Workspace workspace, PrintWriter err, Consumer<List<String>> classes) {
    try (CountProgress progress = decoding(workspace, err)) {
      ImageSet images = ImageLoader.load(config, paths(workspace), classes, progress::update);
      progress.finish();
      return images;
    }
  }

  private static CountProgress decoding(Workspace workspace, PrintWriter err) {
    return new CountProgress(err, workspace.terminalColumns(), "decoding", "images");
  }
}
