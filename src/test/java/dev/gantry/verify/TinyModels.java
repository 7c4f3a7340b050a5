package dev.gantry.verify;

import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.Snapshots;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A tiny model of each kind; as a program, {@code TinyModels FOLDER} exports all of them there. */
enum TinyModels {
  GREY_DCGAN(Snapshots.greyDcgan()),
  ONE_HOT_DCGAN(Snapshots.oneHotDcgan()),
  EMBEDDING_MLP(Snapshots.embeddingMlp()),
  COLOUR_DCGAN(Snapshots.colourDcgan()),
  UPSCALER(Snapshots.upscaler(3));

  private final GeneratorSnapshot snapshot;

  TinyModels(GeneratorSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Exports it. */
  Path export(Path models) {
    return SavedModelExporter.export(snapshot, models.resolve(fileName()));
  }

  /** Its name in a path. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static void main(String[] args) {
    Arrays.stream(values()).forEach(model -> model.export(Path.of(args[0])));
  }
}
