package dev.gantry.verify;

import dev.gantry.export.NetworkSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.model.ClassHead;
import dev.gantry.model.LabelProjection;
import dev.gantry.testing.Snapshots;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A tiny model of each kind; as a program, {@code TinyModels FOLDER} exports all of them there. */
enum TinyModels {
  GREY_DCGAN,
  ONE_HOT_DCGAN,
  EMBEDDING_MLP,
  COLOUR_DCGAN,
  UPSCALER,
  DISCRIMINATOR,
  PROJECTION_DISCRIMINATOR,
  CLASS_HEAD_DISCRIMINATOR;

  /** Exports it. */
  Path export(Path models) {
    return SavedModelExporter.export(snapshot(), models.resolve(fileName()));
  }

  private NetworkSnapshot snapshot() {
    return switch (this) {
      case GREY_DCGAN -> Snapshots.greyDcgan();
      case ONE_HOT_DCGAN -> Snapshots.oneHotDcgan();
      case EMBEDDING_MLP -> Snapshots.embeddingMlp();
      case COLOUR_DCGAN -> Snapshots.colourDcgan();
      case UPSCALER -> Snapshots.upscaler(3);
      case DISCRIMINATOR -> Snapshots.dcganDiscriminator(16);
      case PROJECTION_DISCRIMINATOR -> Snapshots.discriminator(LabelProjection.defaults());
      case CLASS_HEAD_DISCRIMINATOR -> Snapshots.discriminator(ClassHead.defaults());
    };
  }

  /** Its name in a path. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static void main(String[] args) {
    Arrays.stream(values()).forEach(model -> model.export(Path.of(args[0])));
  }
}
