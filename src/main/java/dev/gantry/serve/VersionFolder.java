package dev.gantry.serve;

import dev.gantry.export.DiscriminatorDirectory;
import dev.gantry.export.ModelDirectory;
import dev.gantry.export.ModelInfo;
import dev.gantry.export.ModelKind;
import dev.gantry.export.Trust;
import dev.gantry.export.UpscalerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version of a model on disk, whole or not.
 *
 * @param number by which it is asked for
 * @param path its folder
 */
record VersionFolder(long number, Path path) {
  private static final List<String> FILES = List.of("saved_model.pb", "gantry.json");

  /**
   * Checks that the files are what was exported.
   *
   * @param trust what the model may do
   * @return what the export says, where the model makes pictures from latents
   * @throws dev.gantry.error.UserException if they are not
   */
  Optional<ModelInfo> verify(Trust trust) {
    return switch (ModelKind.of(path)) {
      case GENERATOR -> {
        ModelDirectory directory = ModelDirectory.open(path);
        directory.verify(trust);
        yield Optional.of(directory.info());
      }
      case UPSCALER -> {
        UpscalerDirectory.open(path).verify(trust);
        yield Optional.empty();
      }
      case DISCRIMINATOR -> {
        DiscriminatorDirectory.open(path).verify(trust);
        yield Optional.empty();
      }
    };
  }

  /** Changes when the files do: a version that could not be loaded is worth another try then. */
  List<String> fingerprint() {
    List<String> fingerprint = new ArrayList<>();
    for (String file : FILES) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(path.resolve(file), BasicFileAttributes.class);
        fingerprint.add("%d %s".formatted(attributes.size(), attributes.lastModifiedTime()));
      } catch (IOException e) {
        fingerprint.add("missing");
      }
    }
    return fingerprint;
  }
}
