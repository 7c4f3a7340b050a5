package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.data.DataConfig;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.data.LoadProgress;
import dev.gantry.data.SourceImages;
import dev.gantry.error.UserException;
import dev.gantry.metrics.NearestNeighbours;
import dev.gantry.metrics.NearestNeighbours.Neighbour;
import dev.gantry.report.Png;
import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class TrainingNeighboursTest {
  private static final ImageDimensions SHAPE = new ImageDimensions(8, 8, 1);

  /** More than are searched at a time. */
  private static final int TRAINED = 700;

  private static final int COUNT = 6;

  @TempDir private Path folder;
  private SourceImages digits;

  @BeforeEach
  void load() {
    digits =
        ImageLoader.loadNamed(
            new DataConfig(
                "mnist-5k", DataConfig.Split.TRAIN, 8, 1, DataConfig.Resize.AREA, TRAINED),
            new DataPaths(null, null, folder.resolve("cache")),
            LoadProgress.NONE);
  }

  private static byte[] levels(ImageSet images, int index) {
    byte[] levels = new byte[images.imageBytes()];
    images.copy(index, ByteBuffer.wrap(levels));
    return levels;
  }

  /** Some digits, each level moved by up to so much. */
  private ImageSet like(int first, int count, int noise) {
    Random random = new Random(first);
    ByteBuffer all = ByteBuffer.allocate(count * SHAPE.bytes());
    for (int i = 0; i < count; i++) {
      for (byte level : levels(digits.images(), first + i)) {
        int moved = (level & 0xff) + (noise == 0 ? 0 : random.nextInt(2 * noise + 1) - noise);
        all.put((byte) Math.max(0, Math.min(255, moved)));
      }
    }
    return ImageSet.of(SHAPE, all.array());
  }

  private GeneratedImages generated(ImageSet images, int nearest) {
    return new GeneratedImages("<model>", new NeighbourQuery(40, images.count(), nearest), images);
  }

  private TrainingImages training(Optional<ImageSet> heldOut) {
    return new TrainingImages("digits (train)", digits, heldOut);
  }

  private static TrainingNeighbours find(GeneratedImages generated, TrainingImages training) {
    return TrainingNeighbours.find(
        generated, training, new BrightnessExtractor(), LoadProgress.NONE);
  }

  private static double pixels(byte[] a, byte[] b) {
    return Math.sqrt(
        IntStream.range(0, a.length)
            .mapToDouble(i -> (a[i] & 0xff) - (b[i] & 0xff))
            .map(apart -> apart * apart)
            .sum());
  }

  private static double brightness(byte[] a, byte[] b) {
    return Math.abs(IntStream.range(0, a.length).map(i -> (a[i] & 0xff) - (b[i] & 0xff)).sum());
  }

  private List<Neighbour> sorted(byte[] image, ToDoubleBiFunction<byte[], byte[]> distance) {
    return IntStream.range(0, TRAINED)
        .mapToObj(i -> new Neighbour(i, distance.applyAsDouble(image, levels(digits.images(), i))))
        .sorted(Comparator.comparingDouble(Neighbour::distance))
        .toList();
  }

  private static List<Double> distances(NearestNeighbours found, int image) {
    return IntStream.range(0, 3).mapToObj(order -> found.of(image, order).distance()).toList();
  }

  @Test
  void neighboursAreThoseOfAllPairsCompared() {
    ImageSet images = like(600, COUNT, 60);

    TrainingNeighbours found = find(generated(images, 3), training(Optional.empty()));

    for (int i = 0; i < COUNT; i++) {
      List<Neighbour> pixels = sorted(levels(images, i), TrainingNeighboursTest::pixels);
      List<Neighbour> features = sorted(levels(images, i), TrainingNeighboursTest::brightness);
      assertThat(found.pixels().generated().of(i, 0).index()).isEqualTo(pixels.get(0).index());
      // Of many images that are equally bright any may come first.
      for (int order = 0; order < 3; order++) {
        assertThat(distances(found.pixels().generated(), i).get(order))
            .isCloseTo(pixels.get(order).distance(), within(1e-9));
        assertThat(distances(found.features().generated(), i).get(order))
            .isCloseTo(features.get(order).distance(), within(1e-9));
      }
    }
  }

  @Test
  void copiesAreNearerThanAlmostAllHeldOutImages() {
    TrainingImages training = training(Optional.of(like(100, 200, 50)));

    Nearness copied = find(generated(like(600, COUNT, 0), 1), training).pixels().nearness();
    Nearness noisy = find(generated(like(600, COUNT, 120), 1), training).pixels().nearness();

    assertThat(copied.generatedMedian()).isZero();
    assertThat(copied.heldOut().orElseThrow().images()).isEqualTo(200);
    assertThat(copied.heldOut().orElseThrow().generatedBelow()).isEqualTo(COUNT);
    assertThat(copied.heldOut().orElseThrow().generatedShare()).isEqualTo(1);
    assertThat(noisy.heldOut().orElseThrow().generatedBelow()).isZero();
    assertThat(noisy.generatedMedian()).isGreaterThan(noisy.heldOut().orElseThrow().median());
  }

  private Path written(TrainingImages training, GeneratedImages images) {
    Path out = folder.resolve("out");
    new NeighbourReport(images, training, new BrightnessExtractor().info(), find(images, training))
        .report()
        .write(out);
    return out;
  }

  @Test
  void numbersNameTheImagesAndTheSheetShowsThem() throws Exception {
    Path out = written(training(Optional.of(like(0, 5, 9))), generated(like(650, COUNT, 0), 2));

    JsonNode numbers =
        JsonMapper.builder().build().readTree(out.resolve(ExploreReport.NUMBERS).toFile());
    assertThat(numbers.at("/training/images").intValue()).isEqualTo(TRAINED);
    assertThat(numbers.at("/nearness/pixels/held_out/images").intValue()).isEqualTo(5);
    List<Integer> nearest = new ArrayList<>();
    List<Long> seeds = new ArrayList<>();
    for (JsonNode image : numbers.get("images")) {
      seeds.add(image.get("seed").longValue());
      nearest.add(image.at("/pixels/0/index").intValue());
      int label = digits.images().label(image.at("/pixels/0/index").intValue());
      assertThat(image.at("/pixels/0/class_name").textValue())
          .isEqualTo(digits.images().classes().get(label));
      assertThat(image.get("features")).hasSize(2);
    }
    assertThat(seeds).containsExactly(40L, 41L, 42L, 43L, 44L, 45L);
    assertThat(nearest).containsExactly(650, 651, 652, 653, 654, 655);
    assertRowsShowCopies(Png.read(out.resolve("pixels.png")));
    assertThat(out.resolve("features.png")).exists();
    assertThat(out.resolve(ExploreReport.PAGE))
        .content()
        .contains(
            "&lt;model&gt;", "digits (train)", "5 real images that the model was not trained on");
  }

  /** Four cells of 48 pixels with gaps of 2: the image, none, its copy, the next. */
  private static void assertRowsShowCopies(BufferedImage sheet) {
    assertThat(sheet.getWidth()).isEqualTo(2 + 4 * 50);
    assertThat(sheet.getHeight()).isEqualTo(2 + COUNT * 50);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 2; x < 50; x++) {
        assertThat(sheet.getRGB(x + 100, y)).isEqualTo(sheet.getRGB(x, y));
        assertThat(sheet.getRGB(x + 50, y)).isEqualTo(0xffffffff);
      }
    }
  }

  @Test
  void withoutHeldOutImagesThePageSaysSo() {
    Path out = written(training(Optional.empty()), generated(like(0, 2, 30), 1));

    assertThat(out.resolve(ExploreReport.PAGE)).content().contains("the source has no test split");
    assertThat(out.resolve(ExploreReport.NUMBERS)).content().doesNotContain("held_out");
  }

  @Test
  void mistakesAreRefused() {
    assertThatThrownBy(() -> new NeighbourQuery(0, 0, 5))
        .hasMessage("count is 0; it must be from 1 to 1000");
    assertThatThrownBy(() -> new NeighbourQuery(0, 16, 33))
        .hasMessage("nearest is 33; it must be from 1 to 32");
    assertThatThrownBy(
            () -> new NeighbourQuery(0, 1000, 32).requireDrawable(new ImageDimensions(64, 64, 3)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("use fewer rows or columns");
  }

  @Test
  void heldOutImagesAreAsManyAsFitIntoMemory() {
    assertThat(TrainingImages.heldOutCount(SHAPE)).isEqualTo(2000);
    assertThat(TrainingImages.heldOutCount(new ImageDimensions(1024, 1024, 3))).isEqualTo(21);
  }
}
