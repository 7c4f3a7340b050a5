package dev.gantry.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.export.ModelKind;
import dev.gantry.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
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
  private static final float HALF_A_LEVEL = 0.5f / 255;
  private static final int ROWS = 4;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aConvertedModelMakesWhatIsStored(TinyModels model) throws IOException {
    Expected expected = Expected.read(FIXTURES.resolve(model.fileName() + ".json"));

    assertThat(difference(FIXTURES.resolve(model.fileName() + ".onnx"), expected))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void aModelThatIsExportedNowMakesWhatTheConvertedOneDoes(TinyModels model) {
    assertAgree(FIXTURES.resolve(model.fileName() + ".onnx"), model.export(folder));
  }

  @Test
  void theGivenModelMakesWhatTheGivenFileDoes() {
    String onnx = System.getProperty("verify.onnx");
    String model = System.getProperty("verify.model");
    assumeThat(onnx).as("-Dverify.onnx=FILE").isNotNull();
    assumeThat(model).as("-Dverify.model=DIR").isNotNull();

    assertAgree(Path.of(onnx), Path.of(model));
  }

  private static void assertAgree(Path onnx, Path model) {
    Expected expected = ExpectedAnswers.of(model, ROWS);

    assertThat(expected.plain()).isLessThan(allowed(model));
    assertThat(difference(onnx, expected)).isLessThan(TOLERANCE);
  }

  /** An upscaler's pictures are of 256 levels. */
  private static float allowed(Path model) {
    return ModelKind.of(model) == ModelKind.UPSCALER ? HALF_A_LEVEL + TOLERANCE : TOLERANCE;
  }

  private static float difference(Path onnx, Expected expected) {
    try (OnnxModel model = OnnxModel.load(onnx)) {
      return expected.difference(model);
    }
  }
}
