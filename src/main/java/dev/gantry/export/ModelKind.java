package dev.gantry.export;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What an exported model does. */
public enum ModelKind {
  /** Makes pictures from latents. */
  GENERATOR(
      "",
      "a model that makes pictures and enlarges none; open it with dev.gantry.Generator, or give it"
          + " to gantry sample"),

  /** Enlarges pictures. */
  UPSCALER(
      UpscalerInfo.KIND,
      "a model that enlarges pictures; open it with dev.gantry.Upscaler, or give it to gantry"
          + " upscale"),

  /** Says how real pictures look. */
  DISCRIMINATOR(
      DiscriminatorInfo.KIND,
      "a discriminator, which makes no pictures; open it with dev.gantry.Discriminator, or give it"
          + " to gantry serve");

  private final String name;
  private final String use;

  ModelKind(String name, String use) {
    this.name = name;
    this.use = use;
  }

  /** The kind that {@code gantry.json} calls so; it says nothing of a generator. */
  static Optional<ModelKind> of(String name) {
    return Arrays.stream(values()).filter(kind -> kind.name.equals(name)).findFirst();
  }

  /**
   * The kind of a model.
   *
   * @param path as {@link ModelDirectory#open} takes it
   * @throws dev.gantry.error.UserException if there is no model, or a damaged one
   */
  public static ModelKind of(Path path) {
    return ModelInfoFile.kind(ModelDirectory.version(path).resolve(ModelInfoFile.NAME));
  }

  /** What it is and what to open it with, for messages. */
  String use() {
    return use;
  }
}
