package dev.gantry.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.CodedOutputStream;
import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.io.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Writes a network as a SavedModel that TensorFlow Serving, Python and {@code dev.gantry} load:
 * {@code NAME/VERSION/saved_model.pb}, {@code gantry.json} and warm-up requests beside it.
 *
 * <p>The same snapshot gives the same bytes. A version appears complete or not at all. Thread-safe;
 * two processes must not export one model at a time.
 */
public final class SavedModelExporter {
  private static final Logger LOG = LoggerFactory.getLogger(SavedModelExporter.class);

  private static final String TAG = "serve";
  private static final long SCHEMA_VERSION = 1;

  /** Below 2 GiB, where protobuf ends, by room for the graph itself. */
  private static final long MAX_BYTES = 2_000_000_000;

  private SavedModelExporter() {}

  /**
   * Exports as the version above the highest that is there, 1 for the first.
   *
   * @param form how the network is written
   * @param model the model's folder, {@code savedmodels/NAME}; made where it is not there
   * @return the version's folder
   * @throws UserException if nothing can be written there, or the network is too large
   * @throws RunException if a variable is not finite, or the disk is full
   */
  public static synchronized Path export(NetworkSnapshot snapshot, ExportForm form, Path model) {
    long highest = ModelVersion.highest(model).map(ModelVersion::number).orElse(0L);
    return export(snapshot, form, model, highest + 1);
  }

  /** The same as it was trained. */
  public static Path export(NetworkSnapshot snapshot, Path model) {
    return export(snapshot, ExportForm.defaults(), model);
  }

  /** The same as a version of that number. */
  public static Path export(NetworkSnapshot snapshot, Path model, long version) {
    return export(snapshot, ExportForm.defaults(), model, version);
  }

  /**
   * Exports as a version of that number.
   *
   * @param form how the network is written
   * @param model the model's folder, {@code savedmodels/NAME}; made where it is not there
   * @param version at least 1
   * @return the version's folder
   * @throws UserException if that version is there already, nothing can be written there, or the
   *     network is too large
   * @throws RunException if a variable is not finite, or the disk is full
   */
  public static synchronized Path export(
      NetworkSnapshot snapshot, ExportForm form, Path model, long version) {
    if (version < 1 || version > ModelVersion.HIGHEST) {
      throw new UserException(
          "version is %d; it must be from 1 to %d".formatted(version, ModelVersion.HIGHEST));
    }
    check(snapshot);
    makeFolder(model);
    if (ModelVersion.of(model).stream().anyMatch(taken -> taken.number() == version)) {
      throw new UserException(
          "%s has a version %d already, and exports are never overwritten; give another version, or none for the next"
              .formatted(model, version));
    }
    Path target = model.resolve(Long.toString(version));
    String name = String.valueOf(model.toAbsolutePath().normalize().getFileName());
    ModelDraft draft = draft(snapshot, form);
    AtomicFolder.write(target, folder -> write(draft, name, folder));
    LOG.debug("exported {}", target);
    return target;
  }

  private static ModelDraft draft(NetworkSnapshot snapshot, ExportForm form) {
    if (snapshot instanceof DiscriminatorSnapshot discriminator) {
      requireNoTruncation(form, "a discriminator takes no latents");
      return DiscriminatorExport.draft(discriminator, form);
    }
    GeneratorSnapshot generator = (GeneratorSnapshot) snapshot;
    if (generator.config().generator().enlarges().isPresent()) {
      requireNoTruncation(form, "a generator that enlarges pictures takes no latents");
      return UpscalerExport.draft(generator, form);
    }
    return GeneratorExport.draft(generator, form);
  }

  private static void requireNoTruncation(ExportForm form, String reason) {
    if (form.truncation() > 0) {
      throw new UserException("truncation is of latents, and %s; leave it out".formatted(reason));
    }
  }

  private static void makeFolder(Path model) {
    for (Path path = model.toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new UserException(
            "cannot export to %s: %s is a file; give a folder".formatted(model, path));
      }
    }
    try {
      Files.createDirectories(model);
    } catch (IOException e) {
      throw IoFailure.writing(model, e);
    }
  }

  private static void check(NetworkSnapshot snapshot) {
    long bytes = 0;
    for (Map.Entry<String, float[]> variable : snapshot.variables().entrySet()) {
      bytes += (long) variable.getValue().length * Float.BYTES;
      checkFinite(variable.getKey(), variable.getValue());
    }
    if (bytes > MAX_BYTES) {
      throw new UserException(
          "the network has %d bytes of variables, a SavedModel holds %d; use a smaller width"
              .formatted(bytes, MAX_BYTES));
    }
  }

  private static void checkFinite(String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new RunException(
            "cannot export: %s holds %s, so the run has diverged; export an earlier checkpoint"
                .formatted(name, value));
      }
    }
  }

  private static void write(ModelDraft draft, String name, Path folder) throws IOException {
    ModelInfo.SavedModel file = write(draft, folder.resolve(ModelDirectory.SAVED_MODEL));
    Files.write(folder.resolve(ModelInfoFile.NAME), draft.info().apply(file));
    Path extra = Files.createDirectory(folder.resolve("assets.extra"));
    Files.write(extra.resolve(WarmUpRequests.NAME), WarmUpRequests.file(name, draft.requests()));
  }

  private static SavedModel savedModel(ModelDraft draft) {
    MetaGraphDef.Builder meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .addTags(TAG)
                    .setTensorflowVersion(TensorFlow.version()))
            .setGraphDef(draft.graph());
    draft
        .signatures()
        .forEach((name, signature) -> meta.putSignatureDef(name, Signatures.proto(signature)));
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(SCHEMA_VERSION)
        .addMetaGraphs(meta)
        .build();
  }

  /** Writes {@code saved_model.pb}. */
  private static ModelInfo.SavedModel write(ModelDraft draft, Path file) throws IOException {
    SavedModel model = savedModel(draft);
    MessageDigest digest = Sha256.digest();
    try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(file));
        OutputStream hashed = new DigestOutputStream(bytes, digest)) {
      CodedOutputStream out = CodedOutputStream.newInstance(hashed);
      // Maps come from TensorFlow in the order of their hashes, which differs between processes.
      out.useDeterministicSerialization();
      model.writeTo(out);
      out.flush();
    }
    return new ModelInfo.SavedModel(Files.size(file), HexFormat.of().formatHex(digest.digest()));
  }

  /** Where a model comes from, and what was done to it. */
  static Map<String, String> provenance(NetworkSnapshot snapshot, ExportForm form) {
    Map<String, String> provenance = new TreeMap<>(snapshot.provenance());
    provenance.putAll(form.told());
    return provenance;
  }

  /** The configuration with the keys of its YAML file. */
  static Map<String, Object> tree(RunConfig config) {
    try {
      return new YAMLMapper().readValue(RunConfigWriter.write(config), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a written configuration can be read", e);
    }
  }
}
