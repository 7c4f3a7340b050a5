package dev.gantry.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.io.Sha256;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.model.NetworkSummary;
import dev.gantry.nn.FrozenVariables;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.op.Ops;

/**
 * A trained classifier in memory. In its folder are {@code classifier.json}, a {@link
 * ClassifierInfo}, and {@code weights.bin}: every variable's values as float32, little-endian, in
 * the order in which the network's layers ask for them.
 *
 * @param info what is known of it
 * @param variables values by full name; not copied
 */
public record Classifier(ClassifierInfo info, Map<String, float[]> variables) {
  private static final String INFO = "classifier.json";
  private static final String WEIGHTS = "weights.bin";
  private static final int MAX_INFO_BYTES = 1 << 22;
  private static final String SHIPPED_MNIST = "mnist/";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads a classifier.
   *
   * @throws UserException if the folder holds none, or a damaged one
   */
  public static Classifier open(Path folder) {
    Path file = folder.resolve(INFO);
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "%s is no classifier: it has no %s; make one with gantry classify train"
              .formatted(folder, INFO));
    }
    try {
      if (Files.size(file) > MAX_INFO_BYTES) {
        throw damaged(file, "it has %d bytes".formatted(Files.size(file)));
      }
      ClassifierInfo info = JSON.readValue(Files.readAllBytes(file), ClassifierInfo.class);
      return new Classifier(info, variables(folder.resolve(WEIGHTS), info));
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getOriginalMessage().lines().findFirst().orElse("no JSON"));
    } catch (IOException e) {
      throw IoFailure.reading(folder, e);
    }
  }

  /**
   * The classifier of MNIST's digits that ships with Gantry: what it was made of, and how, is in
   * the resource {@code mnist/NOTICE} of this package.
   */
  public static Classifier shippedMnist() {
    try (InputStream info = resource(INFO);
        InputStream weights = resource(WEIGHTS)) {
      return of(JSON.readValue(info, ClassifierInfo.class), weights.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped classifier cannot be read", e);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        Classifier.class.getResourceAsStream(SHIPPED_MNIST + name), SHIPPED_MNIST + name);
  }

  /** What was trained. */
  static Classifier of(
      ClassifierNetwork network,
      ImageSet images,
      Map<String, float[]> variables,
      ClassifierInfo.Accuracy accuracy) {
    byte[] weights = bytes(network, images.height(), variables);
    ClassifierInfo info =
        new ClassifierInfo(
            ClassifierInfo.FORMAT,
            network.width(),
            images.height(),
            images.channels(),
            images.classes(),
            accuracy.share(),
            accuracy.judged(),
            accuracy.judgedBy(),
            images.hash(),
            sha256(weights));
    return new Classifier(info, variables);
  }

  private static Map<String, float[]> variables(Path file, ClassifierInfo info) throws IOException {
    long needed = values(NetworkSummary.of(info.network(), info.size())) * Float.BYTES;
    // Before all of a file that may be any is read.
    if (Files.size(file) != needed) {
      throw damaged(
          file, "it has %,d bytes, the network needs %,d".formatted(Files.size(file), needed));
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!sha256(bytes).equals(info.weightsSha256())) {
      throw damaged(file, "its SHA-256 is not the one in " + INFO);
    }
    return of(info, bytes).variables();
  }

  private static Classifier of(ClassifierInfo info, byte[] weights) {
    ByteBuffer in = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, float[]> variables = new LinkedHashMap<>();
    for (NetworkSummary.Variable variable :
        NetworkSummary.of(info.network(), info.size()).variables()) {
      float[] own = new float[Math.toIntExact(variable.size())];
      in.asFloatBuffer().get(own);
      in.position(in.position() + own.length * Float.BYTES);
      variables.put(variable.name(), own);
    }
    return new Classifier(info, variables);
  }

  private static long values(NetworkSummary network) {
    return network.variables().stream().mapToLong(NetworkSummary.Variable::size).sum();
  }

  private static UserException damaged(Path file, String problem) {
    return new UserException(
        "%s is damaged: %s; make the classifier again with gantry classify train"
            .formatted(file, problem));
  }

  /** The bytes of {@code weights.bin}. */
  static byte[] bytes(ClassifierNetwork network, int size, Map<String, float[]> variables) {
    NetworkSummary summary = NetworkSummary.of(network, size);
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(values(summary) * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (NetworkSummary.Variable variable : summary.variables()) {
      for (float value : variables.getOrDefault(variable.name(), new float[0])) {
        out.putFloat(value);
      }
    }
    return out.array();
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }

  /**
   * Writes the folder, complete or not at all.
   *
   * @param folder not there yet
   * @throws UserException if it is there, or cannot be made
   */
  public void write(Path folder) {
    if (Files.exists(folder)) {
      throw new UserException(
          "%s is there already; give another folder, or remove it".formatted(folder));
    }
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw IoFailure.writing(folder, e);
    }
    AtomicFolder.write(
        folder,
        made -> {
          Files.write(made.resolve(WEIGHTS), bytes(info.network(), info.size(), variables));
          Files.write(
              made.resolve(INFO), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(info));
        });
  }

  /** A pass through the frozen network, each image by itself. */
  public Pass pass(Ops tf) {
    return new Pass(
        tf,
        ClassifierNetwork.NETWORK,
        new FrozenVariables(variables),
        Pass.Mode.INFERENCE,
        Precision.FLOAT32);
  }
}
