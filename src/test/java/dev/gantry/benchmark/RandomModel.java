package dev.gantry.benchmark;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.Snapshots;
import java.nio.file.Path;
import java.util.List;

/**
 * Exports a generator that was never trained, as how fast it is does not depend on its weights:
 * {@code RandomModel CONFIG MODEL}.
 */
public final class RandomModel {
  private RandomModel() {}

  public static void main(String[] args) {
    RunConfig config = RunConfigReader.read(Path.of(args[0]), List.of());
    SavedModelExporter.export(Snapshots.of(config), Path.of(args[1]));
  }
}
