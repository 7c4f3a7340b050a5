package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.model.Latents;
import dev.gantry.report.Png;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalkTest {
  @TempDir private Path folder;

  /** Knows two pictures, and makes the one that was memorized for the nearer latent. */
  private record Memorizer(float[] first, float[] second) implements LatentDecoder {
    @Override
    public int latentSize() {
      return first.length;
    }

    @Override
    public ImageDimensions image() {
      return new ImageDimensions(2, 2, 1);
    }

    @Override
    public float[] decode(float[][] latents) {
      float[] images = new float[latents.length * 4];
      for (int i = 0; i < latents.length; i++) {
        boolean near = distance(latents[i], first) < distance(latents[i], second);
        Arrays.fill(images, 4 * i, 4 * i + 4, near ? 0.25f : 0.75f);
      }
      return images;
    }

    private static double distance(float[] a, float[] b) {
      return LatentPath.norm(LatentPath.LINEAR.at(a, negated(b), 0.5));
    }

    private static float[] negated(float[] values) {
      float[] negated = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        negated[i] = -values[i];
      }
      return negated;
    }
  }

  private List<JsonNode> legs(Walk walk, Map<String, LatentDecoder> tracks) throws Exception {
    Path out = folder.resolve("walk");
    walk.explore("toy", tracks).write(out);
    JsonNode numbers =
        JsonMapper.builder().build().readTree(out.resolve(ExploreReport.NUMBERS).toFile());
    List<JsonNode> legs = new ArrayList<>();
    numbers.get("legs").forEach(legs::add);
    return legs;
  }

  @Test
  void straightWayThroughALinearGeneratorIsEvenAndDirect() throws Exception {
    List<JsonNode> legs =
        legs(
            new Walk(List.of(1L, 2L, 5L), 8, List.of(LatentPath.values())),
            Map.of("", new LinearDecoder()));
    assertThat(legs).hasSize(4);
    for (JsonNode leg : legs.subList(2, 4)) {
      assertThat(leg.get("path").textValue()).isEqualTo("linear");
      assertThat(leg.get("jump_ratio").doubleValue()).isCloseTo(1, within(1e-4));
      assertThat(leg.get("length").doubleValue())
          .isCloseTo(leg.get("direct").doubleValue(), within(1e-6));
    }
    for (JsonNode leg : legs.subList(0, 2)) {
      assertThat(leg.get("length").doubleValue()).isGreaterThan(leg.get("direct").doubleValue());
      assertThat(leg.get("norms")).hasSize(9);
    }
  }

  @Test
  void memorizedPicturesJumpInOneStep() throws Exception {
    Memorizer memorizer = new Memorizer(Latents.normal(3, 1, 6), Latents.normal(4, 1, 6));
    JsonNode leg =
        legs(new Walk(List.of(3L, 4L), 10, List.of(LatentPath.SPHERICAL)), Map.of("", memorizer))
            .get(0);
    assertThat(leg.get("jump_ratio").doubleValue()).isCloseTo(10, within(1e-6));
    assertThat(leg.get("length").doubleValue()).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void stripHasARowForEachLegAndClassAndTheFilmShowsThemTogether() throws Exception {
    Map<String, LatentDecoder> tracks = new LinkedHashMap<>();
    tracks.put("cat", new LinearDecoder());
    tracks.put("dog", new LinearDecoder());
    List<JsonNode> legs =
        legs(new Walk(List.of(1L, 2L, 3L), 4, List.of(LatentPath.LINEAR)), tracks);
    assertThat(legs.stream().map(leg -> leg.get("track").textValue()))
        .containsExactly("cat", "dog", "cat", "dog");
    Path out = folder.resolve("walk");
    assertThat(Png.read(out.resolve("linear-strip.png")).getHeight()).isEqualTo(2 + 4 * 50);
    assertThat(Png.read(out.resolve("linear-strip.png")).getWidth()).isEqualTo(2 + 5 * 50);
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(out.resolve("linear.gif").toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(stream);
      assertThat(reader.getNumImages(true)).isEqualTo(9);
      assertThat(reader.getWidth(0)).isEqualTo(2 + 2 * 50);
      reader.dispose();
    }
    assertThat(out.resolve(ExploreReport.PAGE))
        .content()
        .contains("toy", "walk", "data:image/gif;base64,")
        .doesNotContain("http://", "https://", "<script");
  }

  @Test
  void mistakesAreRefused() {
    List<LatentPath> paths = List.of(LatentPath.LINEAR);
    assertThatThrownBy(() -> new Walk(List.of(1L), 4, paths))
        .hasMessage("seeds has 1 seeds; give 2 to 64, such as 0,1,2");
    assertThatThrownBy(() -> new Walk(List.of(1L, 1L), 4, paths))
        .hasMessageContaining("has 1 twice in a row");
    assertThatThrownBy(() -> new Walk(List.of(1L, 2L), 1, paths))
        .hasMessage("steps is 1; it must be from 2 to 200");
    List<Long> many = new ArrayList<>();
    for (long seed = 0; seed < 64; seed++) {
      many.add(seed);
    }
    Map<String, LatentDecoder> tracks = new LinkedHashMap<>();
    for (int label = 0; label < 10; label++) {
      tracks.put("class " + label, new LinearDecoder());
    }
    assertThatThrownBy(() -> new Walk(many, 200, paths).explore("toy", tracks))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("use fewer rows or columns");
  }
}
