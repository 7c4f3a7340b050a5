package dev.gantry.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How JSON is read and written here. */
final class Json {
  /** An instance's object, its list, the request: far fewer than a parser can follow. */
  private static final int DEEPEST = 32;

  /** Of a number in characters; the longest that tells doubles apart has 24. */
  private static final int LONGEST_NUMBER = 200;

  private static final int LONGEST_NAME = 256;

  private Json() {}

  /**
   * Reads requests.
   *
   * @param longest request in bytes
   */
  static JsonFactory reading(int longest) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .maxNameLength(LONGEST_NAME)
                .maxStringLength(longest)
                .maxDocumentLength(longest)
                .build())
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        // Names are the clients': the JVM's table of strings would keep them.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
        .build();
  }

  private static final JsonFactory WRITING =
      new JsonFactoryBuilder()
          // The shortest decimal of a float, which Float.toString is not before JDK 19.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          // TensorFlow Serving writes NaN and Infinity as bare words.
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .build();

  /** Writes a value. */
  interface Body {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** A value in UTF-8. */
  static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = WRITING.createGenerator(bytes)) {
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
