package dev.gantry.export;

import java.nio.file.Path;

/**
 * One version of an exported model that enlarges pictures, on disk.
 *
 * @param path the version's folder, the one with {@code saved_model.pb}
 * @param info what its {@code gantry.json} says
 */
public record UpscalerDirectory(Path path, UpscalerInfo info) {
  /**
   * Finds a model.
   *
   * @param path as {@link ModelDirectory#open} takes it
   * @throws dev.gantry.error.UserException if it is none, makes pictures from latents, or is
   *     damaged or newer than this version of Gantry reads
   */
  public static UpscalerDirectory open(Path path) {
    Path version = ModelDirectory.version(path);
    return new UpscalerDirectory(
        version, ModelInfoFile.readUpscaler(version.resolve(ModelInfoFile.NAME)));
  }

  /**
   * Checks that {@code saved_model.pb} is what was exported; TensorFlow may crash on another.
   *
   * @param trust whether its graph may do more than calculate
   * @throws dev.gantry.error.UserException if it is not
   */
  public void verify(Trust trust) {
    ModelDirectory.verify(path, info.savedModel(), trust);
  }
}
