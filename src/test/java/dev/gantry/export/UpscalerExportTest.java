package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Upscaler;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TString;

@ExtendWith(LeakCheck.class)
class UpscalerExportTest {
  @TempDir private Path folder;

  private static BufferedImage noise(int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(6);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    return picture;
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }

  private static TString files(byte[]... files) {
    return TString.tensorOfBytes(NdArrays.vectorOfObjects(files));
  }

  @Test
  void aFileBecomesTheFileOfTheEnlargedPicture() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.upscaler(3), folder.resolve("up"));
    BufferedImage low = noise(5, 4);
    BufferedImage made;
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString());
        TString input = files(png(low));
        Result result = bundle.function("png").call(Map.of("low_bytes", input))) {
      TString output = (TString) result.get(0);
      assertThat(output.shape()).isEqualTo(Shape.of(1));
      made = ImageIO.read(new ByteArrayInputStream(output.asBytes().getObject(0)));
    }

    try (Upscaler upscaler = Upscaler.open(version)) {
      BufferedImage expected = upscaler.upscale(low);
      assertThat(made.getWidth()).isEqualTo(10);
      assertThat(made.getHeight()).isEqualTo(8);
      assertThat(made.getRGB(0, 0, 10, 8, null, 0, 10))
          .isEqualTo(expected.getRGB(0, 0, 10, 8, null, 0, 10));
    }
  }

  @Test
  void severalFilesOrNoneAreAClearError() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.upscaler(1), folder.resolve("up"));
    byte[] file = png(noise(3, 3));
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString());
        TString two = files(file, file);
        TString damaged = files(new byte[] {1, 2, 3})) {
      assertThatThrownBy(() -> bundle.function("png").call(Map.of("low_bytes", two)))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("low_bytes must have one picture a request");
      assertThatThrownBy(() -> bundle.function("png").call(Map.of("low_bytes", damaged)))
          .isInstanceOf(TFInvalidArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void warmUpAsksForBothSignatures(int channels) throws IOException {
    Path version = SavedModelExporter.export(Snapshots.upscaler(channels), folder.resolve("up"));

    byte[] requests =
        Files.readAllBytes(version.resolve("assets.extra/tf_serving_warmup_requests"));

    assertThat(new String(requests, StandardCharsets.ISO_8859_1))
        .contains("serving_default", "low", "png", "low_bytes", "IHDR");
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(version.resolve("saved_model.pb")));
    assertThat(model.getMetaGraphs(0).getSignatureDefMap())
        .containsOnlyKeys("serving_default", "png");
  }
}
