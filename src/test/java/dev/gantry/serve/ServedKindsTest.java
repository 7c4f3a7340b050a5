package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.Discriminator;
import dev.gantry.Upscaler;
import dev.gantry.model.LabelProjection;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Models that make no pictures from latents. */
@ExtendWith(LeakCheck.class)
class ServedKindsTest {
  @TempDir private Path folder;

  private static String base64(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Test
  void anUpscalerTakesAndGivesFiles() throws Exception {
    Path model = ServedModel.export(Snapshots.upscaler(3), folder);
    BufferedImage low = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 20; i++) {
      low.setRGB(i % 5, i / 5, i * 0x0a0703);
    }
    try (ServedModel served = new ServedModel.Options(model).start();
        Upscaler upscaler = Upscaler.open(model)) {
      String row = "{\"b64\": \"%s\"}".formatted(base64(low));
      ServedModel.Answer answer =
          served.predict("{\"signature_name\": \"png\", \"instances\": [%s]}".formatted(row));
      assertThat(answer.code()).as(answer.body()).isEqualTo(200);
      byte[] made =
          Base64.getDecoder().decode(answer.json().get("predictions").get(0).get("b64").asText());
      BufferedImage large = ImageIO.read(new ByteArrayInputStream(made));
      assertThat(large.getRGB(0, 0, 10, 8, null, 0, 10))
          .isEqualTo(upscaler.upscale(low).getRGB(0, 0, 10, 8, null, 0, 10));
      assertThat(
              served
                  .predict(
                      "{\"signature_name\": \"png\", \"instances\": [%s, %s]}".formatted(row, row))
                  .code())
          .isEqualTo(400);
      assertThat(served.get("/gantry/model").code()).isEqualTo(404);
    }
  }

  @Test
  void aDiscriminatorScoresPicturesOfTheirClasses() throws Exception {
    Path model = ServedModel.export(Snapshots.discriminator(LabelProjection.defaults()), folder);
    StringBuilder white = new StringBuilder("[");
    for (int i = 0; i < 8; i++) {
      white.append(i == 0 ? "" : ",").append("[");
      for (int j = 0; j < 8; j++) {
        white.append(j == 0 ? "" : ",").append("[1, 1, 1]");
      }
      white.append("]");
    }
    String image = white.append("]").toString();
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    picture.getGraphics().fillRect(0, 0, 8, 8);
    try (ServedModel served = new ServedModel.Options(model).start();
        Discriminator discriminator = Discriminator.open(model)) {
      JsonNode score =
          served
              .predict("{\"instances\": [{\"image\": %s, \"label\": 2}]}".formatted(image))
              .json();
      assertThat((float) score.get("predictions").get(0).doubleValue())
          .isCloseTo(discriminator.score(List.of(picture), new int[] {2})[0], within(1e-4f));
      JsonNode features =
          served
              .predict("{\"signature_name\": \"features\", \"instances\": [%s]}".formatted(image))
              .json();
      assertThat(features.get("predictions").get(0)).hasSize(discriminator.featureCount());
    }
  }
}
