package dev.gantry.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.CodedOutputStream;
import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.data.DataConfig;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Writes a generator as a SavedModel that TensorFlow Serving, Python and {@code
 * dev.gantry.Generator} load: {@code NAME/VERSION/saved_model.pb}, {@code gantry.json} and warm-up
 * requests beside it.
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
   * @param model the model's folder, {@code savedmodels/NAME}; made where it is not there
   * @return the version's folder
   * @throws UserException if nothing can be written there, or the generator is too large
   * @throws RunException if a variable is not finite, or the disk is full
   */
  public static synchronized Path export(GeneratorSnapshot snapshot, Path model) {
    long highest = ModelVersion.highest(model).map(ModelVersion::number).orElse(0L);
    return export(snapshot, model, highest + 1);
  }

  /**
   * Exports as a version of that number.
   *
   * @param model the model's folder, {@code savedmodels/NAME}; made where it is not there
   * @param version at least 1
   * @return the version's folder
   * @throws UserException if that version is there already, nothing can be written there, or the
   *     generator is too large
   * @throws RunException if a variable is not finite, or the disk is full
   */
  public static synchronized Path export(GeneratorSnapshot snapshot, Path model, long version) {
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
    AtomicFolder.write(
        target,
        folder -> {
          if (snapshot.config().generator().enlarges().isPresent()) {
            UpscalerExport.write(snapshot, folder);
          } else {
            write(snapshot, name, folder);
          }
        });
    LOG.debug("exported {}", target);
    return target;
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

  private static void check(GeneratorSnapshot snapshot) {
    long bytes = 0;
    for (Map.Entry<String, float[]> variable : snapshot.variables().entrySet()) {
      bytes += (long) variable.getValue().length * Float.BYTES;
      checkFinite(variable.getKey(), variable.getValue());
    }
    if (bytes > MAX_BYTES) {
      throw new UserException(
          "the generator has %d bytes of variables, a SavedModel holds %d; use a smaller width"
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

  private static void write(GeneratorSnapshot snapshot, String name, Path folder)
      throws IOException {
    RunConfig config = snapshot.config();
    DataConfig data = config.data();
    int latent = config.model().latent();
    ModelInfo.Image image =
        new ModelInfo.Image(data.size(), data.size(), data.channels(), ModelInfo.Image.UNIT_RANGE);
    Map<String, ModelInfo.Signature> signatures =
        GeneratorSignatures.of(latent, snapshot.classes(), image);
    ModelInfo.SavedModel file =
        write(InferenceGraph.of(snapshot), signatures, folder.resolve(ModelDirectory.SAVED_MODEL));
    ModelInfo info =
        new ModelInfo(
            ModelInfo.FORMAT,
            new ModelInfo.Latent(latent, ModelInfo.Latent.NORMAL),
            image,
            snapshot.classes(),
            signatures,
            file,
            snapshot.provenance(),
            tree(config));
    Files.write(folder.resolve(ModelInfoFile.NAME), ModelInfoFile.bytes(info));
    Path extra = Files.createDirectory(folder.resolve("assets.extra"));
    Files.write(
        extra.resolve(WarmUpRequests.NAME),
        WarmUpRequests.file(name, latent, snapshot.classes().size()));
  }

  private static SavedModel savedModel(
      GraphDef graph, Map<String, ModelInfo.Signature> signatures) {
    MetaGraphDef.Builder meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .addTags(TAG)
                    .setTensorflowVersion(TensorFlow.version()))
            .setGraphDef(graph);
    signatures.forEach(
        (name, signature) -> meta.putSignatureDef(name, GeneratorSignatures.proto(signature)));
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(SCHEMA_VERSION)
        .addMetaGraphs(meta)
        .build();
  }

  /** Writes {@code saved_model.pb}. */
  static ModelInfo.SavedModel write(
      GraphDef graph, Map<String, ModelInfo.Signature> signatures, Path file) throws IOException {
    SavedModel model = savedModel(graph, signatures);
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

  /** The configuration with the keys of its YAML file. */
  static Map<String, Object> tree(RunConfig config) {
    try {
      return new YAMLMapper().readValue(RunConfigWriter.write(config), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a written configuration can be read", e);
    }
  }
}
