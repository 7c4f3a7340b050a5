package dev.gantry.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.export.ModelKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what Gantry makes of an export, for the programs in {@code scripts/verify} to compare
 * with: {@code ExpectedAnswers MODEL COUNT FILE.json [MODEL.onnx]}.
 *
 * <p>The file has COUNT rows of each input and output by its name in the signatures; {@code plain},
 * the largest difference between Gantry and TensorFlow's own Java API; and {@code onnx}, that
 * between Gantry and ONNX Runtime for Java with the given file.
 */
public final class ExpectedAnswers {
  private ExpectedAnswers() {}

  public static void main(String[] args) throws IOException {
    Expected expected = of(Path.of(args[0]), Integer.parseInt(args[1]));
    ObjectNode json = expected.json();
    if (args.length > 3) {
      try (OnnxModel model = OnnxModel.load(Path.of(args[3]))) {
        json.put("onnx", expected.difference(model));
      }
    }
    Files.writeString(Path.of(args[2]), json + "\n");
  }

  /** What Gantry makes of so many rows of a model of any kind. */
  static Expected of(Path model, int count) {
    return switch (ModelKind.of(model)) {
      case GENERATOR -> ExpectedImages.of(model, count);
      case UPSCALER -> ExpectedEnlargements.of(model, count);
      case DISCRIMINATOR -> ExpectedJudgements.of(model, count);
    };
  }
}
