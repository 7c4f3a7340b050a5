package dev.gantry.benchmark;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.export.ExportForm;
import dev.gantry.export.Folding;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.WeightType;
import dev.gantry.testing.Snapshots;
import java.nio.file.Path;
import java.util.List;

/**
 * Exports a generator that was never trained, as how fast it is does not depend on its weights:
 * {@code RandomModel CONFIG MODEL} writes {@code MODEL}, {@code MODEL-folded} and {@code
 * MODEL-single}.
 */
public final class RandomModel {
  private RandomModel() {}

  public static void main(String[] args) {
    RunConfig config = RunConfigReader.read(Path.of(args[0]), List.of());
    GeneratorSnapshot snapshot = Snapshots.of(config);
    SavedModelExporter.export(snapshot, Path.of(args[1]));
    export(snapshot, Folding.BATCHES, args[1] + "-folded");
    export(snapshot, Folding.SINGLE, args[1] + "-single");
  }

  private static void export(GeneratorSnapshot snapshot, Folding folding, String model) {
    ExportForm form = new ExportForm(WeightType.FLOAT32, folding, 0);
    SavedModelExporter.export(snapshot, form, Path.of(model));
  }
}
