package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.Trust;
import dev.gantry.model.Latents;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
@Timeout(20)
class GeneratorTest {
  @TempDir private Path folder;

  private Generator open(GeneratorSnapshot snapshot) {
    Path model = folder.resolve("tiny");
    SavedModelExporter.export(snapshot, model);
    return Generator.open(model);
  }

  @Test
  void sizesAreThoseOfTheModel() {
    try (Generator generator = open(Snapshots.colourDcgan())) {
      assertThat(generator.latentSize()).isEqualTo(5);
      assertThat(generator.imageHeight()).isEqualTo(16);
      assertThat(generator.imageWidth()).isEqualTo(16);
      assertThat(generator.channels()).isEqualTo(3);
      assertThat(generator.info().provenance()).containsEntry("kimg", "12");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gantry.testing.Snapshots#generators")
  void picturesAreTheRoundedValues(GeneratorSnapshot snapshot) {
    try (Generator generator = open(snapshot)) {
      float[] values = generator.generateArray(7, 3);

      List<BufferedImage> pictures = generator.generate(7, 3);

      int at = 0;
      for (BufferedImage picture : pictures) {
        for (int y = 0; y < generator.imageHeight(); y++) {
          for (int x = 0; x < generator.imageWidth(); x++) {
            assertThat(picture.getRGB(x, y)).isEqualTo(argb(values, at, generator.channels()));
            at += generator.channels();
          }
        }
      }
      assertThat(at).isEqualTo(values.length);
    }
  }

  /** A grey value counts for red, green and blue. */
  private static int argb(float[] values, int at, int channels) {
    int argb = 0xff;
    for (int channel = 0; channel < 3; channel++) {
      argb = argb << 8 | Math.round(values[at + channel % channels] * 255);
    }
    return argb;
  }

  @ParameterizedTest
  @MethodSource("dev.gantry.testing.Snapshots#generators")
  void valuesAreFromBlackToWhite(GeneratorSnapshot snapshot) {
    try (Generator generator = open(snapshot)) {
      float[] values = generator.generateArray(1, 4);

      assertThat(IntStream.range(0, values.length).mapToDouble(i -> values[i]))
          .hasSize(4 * generator.imageHeight() * generator.imageWidth() * generator.channels())
          .allMatch(value -> value >= 0 && value <= 1)
          .anyMatch(value -> value < 0.3)
          .anyMatch(value -> value > 0.7);
    }
  }

  @Test
  void greyPictureIsWrittenAsGreyPngOfTheSameLevels() throws IOException {
    try (Generator generator = open(Snapshots.greyDcgan())) {
      BufferedImage picture = generator.generate(7);

      ByteArrayOutputStream file = new ByteArrayOutputStream();
      assertThat(ImageIO.write(picture, "png", file)).isTrue();
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(file.toByteArray()));

      assertThat(read.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
      assertThat(read.getRaster().getPixels(0, 0, 8, 8, (int[]) null))
          .isEqualTo(picture.getRaster().getPixels(0, 0, 8, 8, (int[]) null));
    }
  }

  @Test
  void sameSeedGivesTheSamePictureAndAnotherSeedAnother() {
    try (Generator generator = open(Snapshots.colourDcgan())) {
      float[] picture = generator.generateArray(7, 1);

      assertThat(generator.generateArray(7, 1)).isEqualTo(picture);
      assertThat(generator.generateArray(8, 1)).isNotEqualTo(picture);
    }
  }

  @Test
  void pictureOfASeedDoesNotDependOnHowManyAreAskedFor() {
    int count = 70; // More than one batch.
    try (Generator generator = open(Snapshots.colourDcgan())) {
      float[] all = generator.generateArray(100, count);
      int each = all.length / count;

      for (int i : new int[] {0, 1, 63, 64, 69}) {
        float[] alone = generator.generateArray(100 + i, 1);
        assertThat(Arrays.copyOfRange(all, i * each, (i + 1) * each))
            .containsExactly(alone, within(1e-6f));
      }
      assertThat(generator.generate(100, count)).hasSize(count);
    }
  }

  @Test
  void latentsOfASeedDecodeToItsPictures() {
    int count = 66;
    try (Generator generator = open(Snapshots.colourMlp())) {
      float[] flat = Latents.normal(3, count, 5);
      float[][] latents = new float[count][];
      for (int i = 0; i < count; i++) {
        latents[i] = Arrays.copyOfRange(flat, i * 5, (i + 1) * 5);
      }

      assertThat(generator.decodeArray(latents)).isEqualTo(generator.generateArray(3, count));
      assertThat(rgb(generator.decode(latents))).isEqualTo(rgb(generator.generate(3, count)));
    }
  }

  private static List<Integer> rgb(List<BufferedImage> pictures) {
    List<Integer> all = new ArrayList<>();
    for (BufferedImage picture : pictures) {
      int width = picture.getWidth();
      for (int i = 0; i < picture.getHeight() * width; i++) {
        all.add(picture.getRGB(i % width, i / width));
      }
    }
    return all;
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    try (Generator generator = open(Snapshots.colourMlp())) {
      assertThatIllegalArgumentException().isThrownBy(() -> generator.generate(1, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> generator.generateArray(1, -1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.generateArray(1, Integer.MAX_VALUE))
          .withMessageContaining("one array holds 11184810 images at most");
      assertThatIllegalArgumentException().isThrownBy(() -> generator.decode(new float[0][]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.decode(new float[][] {new float[5], new float[4]}))
          .withMessageContaining("latent 1 has 4 values; this model takes 5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.decodeArray(new float[][] {{0, 0, Float.NaN, 0, 0}}))
          .withMessageContaining("latent 0 holds NaN");
    }
  }

  @Test
  void classIsAskedForByIndexOrName() {
    try (Generator generator = open(Snapshots.oneHotDcgan())) {
      assertThat(generator.labels()).containsExactly("cat", "dog", "owl");
      assertThat(generator.label("owl")).isEqualTo(2);

      float[] owls = generator.generateArray(7, 4, 2);

      assertThat(generator.generateArray(7, 4, "owl")).isEqualTo(owls);
      assertThat(generator.generateArray(7, 4, "dog")).isNotEqualTo(owls);
      assertThat(rgb(generator.generate(7, 4, "owl"))).isEqualTo(rgb(generator.generate(7, 4, 2)));
      assertThat(rgb(generator.generate(7, 4, 1)))
          .isNotEqualTo(rgb(generator.generate(7, 4, "owl")));
    }
  }

  @Test
  void withoutALabelTheClassesComeInTurn() {
    try (Generator generator = open(Snapshots.oneHotDcgan())) {
      float[] turns = generator.generateArray(-1, 4); // Seeds -1, 0, 1 and 2.
      int each = turns.length / 4;

      int[] labels = {2, 0, 1, 2};
      for (int i = 0; i < 4; i++) {
        assertThat(Arrays.copyOfRange(turns, i * each, (i + 1) * each))
            .containsExactly(generator.generateArray(i - 1, 1, labels[i]), within(1e-6f));
      }
      assertThat(generator.decodeArray(latents(-1, 4)))
          .isEqualTo(generator.decodeArray(latents(-1, 4), new int[] {0, 1, 2, 0}));
      assertThat(generator.decodeArray(latents(-1, 4), labels)).isEqualTo(turns);
    }
  }

  @Test
  void oneLatentShowsWhatTheClassesChange() {
    int count = 66; // More than one batch.
    try (Generator generator = open(Snapshots.oneHotDcgan())) {
      float[][] same = new float[count][];
      Arrays.fill(same, latents(5, 1)[0]);
      int[] labels = IntStream.range(0, count).map(i -> i % 3).toArray();

      float[] images = generator.decodeArray(same, labels);

      float[][] classes = new float[count][];
      for (int i = 0; i < count; i++) {
        classes[i] = Arrays.copyOfRange(images, i * 64, (i + 1) * 64);
        assertThat(classes[i]).containsExactly(classes[i % 3], within(1e-6f));
      }
      assertThat(classes[0]).isNotEqualTo(classes[1]);
      assertThat(classes[1]).isNotEqualTo(classes[2]);
      assertThat(generator.decode(same, labels)).hasSize(count);
    }
  }

  private static float[][] latents(long seed, int count) {
    float[][] latents = new float[count][];
    for (int i = 0; i < count; i++) {
      latents[i] = Latents.normal(seed + i, 1, 5);
    }
    return latents;
  }

  @Test
  void classesThatAModelDoesNotHaveAreRefused() {
    try (Generator generator = open(Snapshots.oneHotDcgan())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.generate(1, 1, 3))
          .withMessage("label is 3; this model has 0 to 2");
      assertThatIllegalArgumentException().isThrownBy(() -> generator.generateArray(1, 1, -1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.generateArray(1, 1, "cow"))
          .withMessage("this model has no class \"cow\"; it has cat, dog, owl");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.decode(latents(1, 2), new int[] {0, 3}))
          .withMessageContaining("label is 3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.decodeArray(latents(1, 2), new int[1]))
          .withMessage("there are 1 labels for 2 latents; give one each");
    }
  }

  @Test
  void modelWithoutClassesRefusesALabel() {
    try (Generator generator = open(Snapshots.colourMlp())) {
      assertThat(generator.labels()).isEmpty();
      List<ThrowingCallable> calls =
          List.of(
              () -> generator.generate(1, 1, 0),
              () -> generator.generate(1, 1, "cat"),
              () -> generator.generateArray(1, 1, 0),
              () -> generator.decode(latents(1, 1), new int[1]),
              () -> generator.decodeArray(latents(1, 1), new int[0]),
              () -> generator.label("cat"));
      for (ThrowingCallable call : calls) {
        assertThatIllegalArgumentException()
            .isThrownBy(call)
            .withMessage("this model has no classes to choose from; leave the label out");
      }
    }
  }

  @Test
  void closedGeneratorSaysSoAndClosesAgainWithoutHarm() {
    Generator generator = open(Snapshots.colourMlp());

    generator.close();
    generator.close();

    assertThatIllegalStateException().isThrownBy(() -> generator.generate(1));
    assertThat(generator.latentSize()).isEqualTo(5);
  }

  @Test
  void eightThreadsGetThePicturesOfOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Generator generator = open(Snapshots.colourDcgan())) {
      List<float[]> alone = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        alone.add(generator.generateArray(seed, 3));
      }
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        int seed = i % 4;
        calls.add(() -> generator.generateArray(seed, 3));
      }

      List<Future<float[]>> together = threads.invokeAll(calls);

      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i % 4));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void closingWaitsForCallsInFlight() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Generator generator = open(Snapshots.colourDcgan());
      CountDownLatch started = new CountDownLatch(4);
      Callable<Integer> untilClosed =
          () -> {
            int calls = 0;
            try {
              while (true) {
                assertThat(generator.generateArray(calls, 70)).hasSize(70 * 16 * 16 * 3);
                calls++;
                if (calls == 1) {
                  started.countDown();
                }
              }
            } catch (IllegalStateException e) {
              return calls;
            }
          };
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(threads.submit(untilClosed));
      }
      started.await();

      generator.close();

      for (Future<Integer> calls : running) {
        assertThat(calls.get()).isPositive();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void folderThatIsNoModelIsRefused() {
    assertThatThrownBy(() -> Generator.open(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not an exported model");
  }

  @Test
  void damagedModelIsRefusedBeforeTensorFlowSeesIt() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("tiny"));
    Files.writeString(version.resolve("saved_model.pb"), "damaged");

    assertThatThrownBy(() -> Generator.open(version))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("saved_model.pb is damaged");
  }

  @Test
  void fileThatTensorFlowCannotLoadIsRefused() throws Exception {
    Path version = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("tiny"));
    byte[] garbage = "not a protobuf".getBytes(StandardCharsets.UTF_8);
    Files.write(version.resolve("saved_model.pb"), garbage);
    rewriteInfo(version, "\"bytes\" : \\d+", "\"bytes\" : " + garbage.length);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(garbage));
    rewriteInfo(version, "\"sha256\" : \"\\w+\"", "\"sha256\" : \"" + hash + "\"");

    assertThatThrownBy(() -> Generator.open(version))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is no SavedModel");
    assertThatThrownBy(() -> Generator.open(version, Trust.EVERYTHING))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("TensorFlow cannot load " + version);
  }

  @Test
  void infoThatDoesNotFitTheModelIsRefused() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("tiny"));
    rewriteInfo(version, "\"size\" : 5", "\"size\" : 6");

    assertThatThrownBy(() -> Generator.open(version))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has z of shape [-1, 5], its gantry.json says [-1, 6]");
  }

  @Test
  void infoOfOtherClassesThanTheModelIsRefused() throws IOException {
    Path with = SavedModelExporter.export(Snapshots.oneHotDcgan(), folder.resolve("with"));
    rewriteInfo(with, "\"labels\" : \\[.*?\\]", "\"labels\" : []");
    Path without = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("without"));
    rewriteInfo(without, "\"labels\" : \\[.*?\\]", "\"labels\" : [\"cat\", \"dog\"]");

    assertThatThrownBy(() -> Generator.open(with))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("takes labels, its gantry.json has 0");
    assertThatThrownBy(() -> Generator.open(without))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("takes no labels, its gantry.json has 2");
  }

  private static void rewriteInfo(Path version, String pattern, String replacement)
      throws IOException {
    Path file = version.resolve("gantry.json");
    Files.writeString(file, Files.readString(file).replaceFirst(pattern, replacement));
  }
}
