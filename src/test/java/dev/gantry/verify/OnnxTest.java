package dev.gantry.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gantry.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * ONNX Runtime makes of a converted export what Gantry makes of the export.
 *
 * <p>{@code -Dverify.onnx=FILE -Dverify.model=DIR} compares another model with the file that {@code
 * scripts/verify/to_onnx.py DIR FILE} made of it.
 */
@ExtendWith(LeakCheck.class)
class OnnxTest {
  private static final Path FIXTURES = Path.of("src/test/resources/onnx");
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aConvertedModelMakesTheStoredImages(TinyModels model) throws IOException {
    JsonNode expected = read(FIXTURES.resolve(model.fileName() + ".json"));

    assertThat(difference(FIXTURES.resolve(model.fileName() + ".onnx"), expected))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void aModelThatIsExportedNowMakesTheImagesOfTheConvertedOne(TinyModels model) throws IOException {
    assertAgree(FIXTURES.resolve(model.fileName() + ".onnx"), model.export(folder));
  }

  @Test
  void theGivenModelMakesTheImagesOfTheGivenFile() throws IOException {
    String onnx = System.getProperty("verify.onnx");
    String model = System.getProperty("verify.model");
    assumeThat(onnx).as("-Dverify.onnx=FILE").isNotNull();
    assumeThat(model).as("-Dverify.model=DIR").isNotNull();

    assertAgree(Path.of(onnx), Path.of(model));
  }

  private void assertAgree(Path onnx, Path model) throws IOException {
    Path file = folder.resolve("expected.json");
    ExpectedImages.main(new String[] {model.toString(), file.toString()});

    assertThat(difference(onnx, read(file))).isLessThan(TOLERANCE);
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private static float difference(Path onnx, JsonNode expected) {
    try (OnnxModel model = OnnxModel.load(onnx)) {
      return Difference.largest(
          model.image(inputs(expected)), JsonArrays.floats(expected.get("image")));
    }
  }

  private static Map<String, OnnxModel.Values> inputs(JsonNode expected) {
    Map<String, OnnxModel.Values> inputs = new HashMap<>();
    for (String name : new String[] {"z", "low"}) {
      if (expected.has(name)) {
        JsonNode array = expected.get(name);
        inputs.put(
            name, OnnxModel.Values.floats(JsonArrays.floats(array), JsonArrays.shape(array)));
      }
    }
    if (expected.has("label")) {
      LongStream labels =
          StreamSupport.stream(expected.get("label").spliterator(), false)
              .mapToLong(JsonNode::longValue);
      inputs.put("label", OnnxModel.Values.longs(labels.toArray()));
    }
    return inputs;
  }
}
