package dev.gantry.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One version of an exported model on disk.
 *
 * @param path the version's folder, the one with {@code saved_model.pb}
 * @param info what its {@code gantry.json} says
 */
public record ModelDirectory(Path path, ModelInfo info) {
  static final String SAVED_MODEL = "saved_model.pb";

  /**
   * Finds a model.
   *
   * @param path a version's folder ({@code savedmodels/NAME/VERSION}), or the folder of all
   *     versions ({@code savedmodels/NAME}), of which the highest is taken
   * @throws UserException if it is neither, or its {@code gantry.json} is missing, damaged or newer
   *     than this version of Gantry reads
   */
  public static ModelDirectory open(Path path) {
    Path version = version(path);
    return new ModelDirectory(version, ModelInfoFile.read(version.resolve(ModelInfoFile.NAME)));
  }

  /** The folder of the version that is meant. */
  static Path version(Path path) {
    Path version = Files.exists(path.resolve(SAVED_MODEL)) ? path : highest(path);
    requireInside(version, SAVED_MODEL);
    requireInside(version, ModelInfoFile.NAME);
    return version;
  }

  /** A link out of a model's folder would have files read that nobody meant to give away. */
  private static void requireInside(Path version, String name) {
    Path file = version.resolve(name);
    try {
      Path model = version.toRealPath().getParent();
      if (Files.exists(file) && model != null && !file.toRealPath().startsWith(model)) {
        throw new UserException(
            "%s is a link to %s, outside of the model; copy the file there"
                .formatted(file, file.toRealPath()));
      }
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }

  private static Path highest(Path path) {
    if (!Files.isDirectory(path)) {
      throw new UserException(
          "%s is %s; give a model folder such as savedmodels/NAME or savedmodels/NAME/VERSION"
              .formatted(path, Files.exists(path) ? "not a folder" : "not there"));
    }
    Path highest =
        ModelVersion.highest(path)
            .map(ModelVersion::path)
            .orElseThrow(
                () ->
                    new UserException(
                        "%s is not an exported model: it has neither %s nor a version's folder such as 1; give savedmodels/NAME or savedmodels/NAME/VERSION"
                            .formatted(path, SAVED_MODEL)));
    if (!Files.exists(highest.resolve(SAVED_MODEL))) {
      throw new UserException(
          "%s, the highest version, has no %s; remove it, or give the folder of another version"
              .formatted(highest, SAVED_MODEL));
    }
    return highest;
  }

  /**
   * Checks that {@code saved_model.pb} is what was exported; TensorFlow may crash on another.
   *
   * @param trust whether its graph may do more than calculate
   * @throws UserException if it is not
   */
  public void verify(Trust trust) {
    verify(path, info.savedModel(), trust);
  }

  /** The same of any exported model. */
  static void verify(Path version, ModelInfo.SavedModel expected, Trust trust) {
    Path file = version.resolve(SAVED_MODEL);
    requireWhole(file, expected);
    if (trust == Trust.CALCULATION) {
      GraphAudit.check(file);
    }
  }

  private static void requireWhole(Path file, ModelInfo.SavedModel expected) {
    try {
      long bytes = Files.size(file);
      if (bytes != expected.bytes()) {
        throw damaged(
            file, "it has %d bytes, the export wrote %d".formatted(bytes, expected.bytes()));
      }
      if (!Sha256.of(file).equals(expected.sha256())) {
        throw damaged(file, "its SHA-256 is not the one in " + ModelInfoFile.NAME);
      }
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }

  /**
   * The configuration of the run that trained the model.
   *
   * @throws UserException if this version of Gantry does not know such a configuration
   */
  public RunConfig runConfig() {
    try {
      String yaml = new YAMLMapper().writeValueAsString(info.config());
      return RunConfigReader.parse(
          yaml, "config in " + path.resolve(ModelInfoFile.NAME), List.of());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("what was read from JSON can be written as YAML", e);
    }
  }

  private static UserException damaged(Path file, String problem) {
    return new UserException(
        "%s is damaged: %s; export or copy the model again".formatted(file, problem));
  }
}
