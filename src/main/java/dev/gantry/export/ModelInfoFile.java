package dev.gantry.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes and reads {@code gantry.json}. */
final class ModelInfoFile {
  static final String NAME = "gantry.json";

  /** Room for the names of 10,000 folders. */
  private static final int MAX_BYTES = 1 << 22;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          // A later version of Gantry may say more without changing what is said already.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectWriter WRITER = JSON.writer(printer());

  private ModelInfoFile() {}

  /** The same line ends on every platform, so that the same export has the same bytes. */
  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(null);
  }

  /**
   * What the file holds.
   *
   * @throws UserException if it would be too large to be read again
   */
  static byte[] bytes(ModelInfo info) {
    byte[] bytes = json(info);
    if (bytes.length > MAX_BYTES) {
      throw new UserException(
          "the names of the %,d classes take %s to %,d bytes, %,d are read; use shorter names"
              .formatted(info.labels().size(), NAME, bytes.length, MAX_BYTES));
    }
    return bytes;
  }

  /** The same of a model that enlarges pictures. */
  static byte[] bytes(UpscalerInfo info) {
    return json(info);
  }

  /** The same of a discriminator. */
  static byte[] bytes(DiscriminatorInfo info) {
    return json(info);
  }

  private static byte[] json(Record info) {
    try {
      return (WRITER.writeValueAsString(info) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the file.
   *
   * @throws UserException if there is none, it is not what an export writes, or it is of a newer
   *     format or another kind of model
   */
  static ModelInfo read(Path file) {
    return read(file, ModelKind.GENERATOR, ModelInfo.class);
  }

  /** The same of a model that enlarges pictures. */
  static UpscalerInfo readUpscaler(Path file) {
    return read(file, ModelKind.UPSCALER, UpscalerInfo.class);
  }

  /** The same of a discriminator. */
  static DiscriminatorInfo readDiscriminator(Path file) {
    return read(file, ModelKind.DISCRIMINATOR, DiscriminatorInfo.class);
  }

  /**
   * What the model does.
   *
   * @throws UserException as {@link #read}
   */
  static ModelKind kind(Path file) {
    return kind(file, tree(file));
  }

  private static ModelKind kind(Path file, JsonNode tree) {
    String kind = tree.path("kind").asText();
    return ModelKind.of(kind)
        .orElseThrow(
            () -> unusable(file, "it is of the unknown kind \"%s\"".formatted(kind), null));
  }

  private static <T> T read(Path file, ModelKind wanted, Class<T> type) {
    JsonNode tree = tree(file);
    ModelKind kind = kind(file, tree);
    if (kind != wanted) {
      throw new UserException("%s is of %s".formatted(file, kind.use()));
    }
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw unusable(file, problem(e), e);
    }
  }

  private static JsonNode tree(Path file) {
    try {
      JsonNode tree = JSON.readTree(content(file));
      checkFormat(file, tree.path("format"));
      return tree;
    } catch (NoSuchFileException e) {
      throw new UserException(
          "%s is missing; it belongs to every model that Gantry exports, so export or copy the model again"
              .formatted(file),
          e);
    } catch (JsonProcessingException e) {
      throw unusable(file, problem(e), e);
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }

  private static byte[] content(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw unusable(file, "it has %d bytes".formatted(size), null);
    }
    return Files.readAllBytes(file);
  }

  private static void checkFormat(Path file, JsonNode format) {
    if (!format.isInt() || format.intValue() < 1) {
      throw unusable(file, "it names no format", null);
    }
    if (format.intValue() > ModelInfo.FORMAT) {
      throw new UserException(
          "%s has format %d, this version of Gantry reads up to %d; update Gantry, or export the model again with this one"
              .formatted(file, format.intValue(), ModelInfo.FORMAT));
    }
  }

  private static String problem(JsonProcessingException e) {
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof RuntimeException cause) {
      return String.valueOf(cause.getMessage());
    }
    String message = e.getOriginalMessage().lines().findFirst().orElse("no JSON");
    return e.getLocation() == null
        ? message
        : "line %d: %s".formatted(e.getLocation().getLineNr(), message);
  }

  private static UserException unusable(Path file, String problem, @Nullable Throwable cause) {
    String message =
        "%s is not what an export writes: %s; export or copy the model again"
            .formatted(file, problem);
    return cause == null ? new UserException(message) : new UserException(message, cause);
  }
}
