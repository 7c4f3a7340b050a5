package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.Trust;
import dev.gantry.nn.FrozenVariables;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class UpscalerTest {
  private static final int ONE_TILE = 1 << 20;

  @TempDir Path folder;

  private Path model(int channels) {
    return SavedModelExporter.export(Snapshots.upscaler(channels), folder.resolve("m" + channels));
  }

  private static BufferedImage noise(int width, int height, boolean grey) {
    Random random = new Random(5);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int colour = grey ? random.nextInt(256) * 0x010101 : random.nextInt(1 << 24);
      picture.setRGB(i % width, i / width, colour);
    }
    return picture;
  }

  private static int[] colours(BufferedImage picture) {
    int[] colours =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    return Arrays.stream(colours).map(colour -> colour & 0xffffff).toArray();
  }

  @Test
  void aPictureIsWhatTheNetworkMakesOfItsLevels() {
    GeneratorSnapshot snapshot = Snapshots.upscaler(3);
    BufferedImage picture = noise(5, 4, false);
    int[] expected = network(snapshot, picture);
    try (Upscaler upscaler = Upscaler.open(model(3))) {
      BufferedImage large = upscaler.upscale(picture);
      assertThat(large.getWidth()).isEqualTo(10);
      assertThat(large.getHeight()).isEqualTo(8);
      assertThat(colours(large)).containsExactly(expected);
      assertThat(Arrays.stream(expected).distinct()).hasSizeGreaterThan(20);
      assertThat(upscaler.scale()).isEqualTo(2);
      assertThat(upscaler.channels()).isEqualTo(3);
    }
  }

  /** The generator in a graph of its own, from [-1, 1] to [-1, 1]. */
  private static int[] network(GeneratorSnapshot snapshot, BufferedImage picture) {
    int[] colours = colours(picture);
    float[] signed = new float[colours.length * 3];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = (colours[i / 3] >> (16 - 8 * (i % 3)) & 0xff) / 127.5f - 1;
    }
    try (ScratchGraph scratch = new ScratchGraph()) {
      Pass pass =
          new Pass(
              scratch.tf(),
              "generator",
              new FrozenVariables(snapshot.variables()),
              Pass.Mode.INFERENCE,
              Precision.FLOAT32);
      Operand<TFloat32> low =
          scratch.constant(Shape.of(1, picture.getHeight(), picture.getWidth(), 3), signed);
      float[] large =
          scratch.values(snapshot.config().generator().generate(pass, low, Optional.empty()));
      return IntStream.range(0, large.length / 3)
          .map(
              i ->
                  level(large[3 * i]) << 16
                      | level(large[3 * i + 1]) << 8
                      | level(large[3 * i + 2]))
          .toArray();
    }
  }

  private static int level(float signed) {
    return (int) Math.floor((signed + 1) * 127.5 + 0.5);
  }

  @Test
  void aPictureInTilesHasNoSeams() {
    Path model = model(3);
    BufferedImage picture = noise(70, 45, false);
    try (Upscaler whole = Upscaler.open(model, Trust.CALCULATION, ONE_TILE);
        Upscaler tiled = Upscaler.open(model, Trust.CALCULATION, 1)) {
      int[] expected = colours(whole.upscale(picture));
      int[] found = colours(tiled.upscale(picture));
      for (int i = 0; i < expected.length; i++) {
        // Sums in another order may move a value over the border between two levels.
        for (int shift = 0; shift <= 16; shift += 8) {
          assertThat(Math.abs((found[i] >> shift & 0xff) - (expected[i] >> shift & 0xff)))
              .as("pixel %d", i)
              .isLessThanOrEqualTo(1);
        }
      }
      long other = IntStream.range(0, expected.length).filter(i -> found[i] != expected[i]).count();
      assertThat(other).isLessThan(expected.length / 100);
    }
  }

  @Test
  void aModelOfGreyPicturesKeepsGreyGreyAndEnlargesColoursOneByOne() {
    try (Upscaler upscaler = Upscaler.open(model(1))) {
      BufferedImage grey = noise(6, 5, true);
      BufferedImage large = upscaler.upscale(grey);
      assertThat(large.getType()).isEqualTo(BufferedImage.TYPE_BYTE_INDEXED);
      assertThat(Arrays.stream(colours(large))).allMatch(c -> (c & 0xff) * 0x010101 == c);

      BufferedImage red = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 30; i++) {
        red.setRGB(i % 6, i / 6, grey.getRGB(i % 6, i / 6) & 0xff0000);
      }
      int[] coloured = colours(upscaler.upscale(red));
      int[] levels = colours(large);
      for (int i = 0; i < levels.length; i++) {
        assertThat(coloured[i] >> 16).isCloseTo(levels[i] & 0xff, within(1));
      }
    }
  }

  @Test
  void aGreyRasterIsTakenAsStored() {
    BufferedImage rgb = noise(6, 5, true);
    BufferedImage raster = new BufferedImage(6, 5, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 30; i++) {
      raster.getRaster().setSample(i % 6, i / 6, 0, rgb.getRGB(i % 6, i / 6) & 0xff);
    }
    try (Upscaler upscaler = Upscaler.open(model(1))) {
      assertThat(colours(upscaler.upscale(raster))).isEqualTo(colours(upscaler.upscale(rgb)));
    }
  }

  @Test
  void aResultThatIsTooLargeIsRefusedBeforeAnythingIsMade() {
    try (Upscaler upscaler = Upscaler.open(model(1))) {
      BufferedImage wide = new BufferedImage(20_000, 1_000, BufferedImage.TYPE_BYTE_BINARY);
      assertThatThrownBy(() -> upscaler.upscale(wide))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("20000×1000 pixels would become 80,000,000; at most 67,108,864 are made");
    }
  }

  @Test
  void aModelOfLatentsIsRefusedAndOneThatEnlargesByTheGenerator() {
    Path latents = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("latents"));
    assertThatThrownBy(() -> Upscaler.open(latents))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("open it with dev.gantry.Generator, or give it to gantry sample");
    assertThatThrownBy(() -> Generator.open(model(1)))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("open it with dev.gantry.Upscaler, or give it to gantry upscale");
  }

  @Test
  void aDamagedModelIsRefused() throws Exception {
    Path model = model(1);
    Path file = model.resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Upscaler.open(model))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void theSameSnapshotGivesTheSameBytes() throws Exception {
    Path once = model(3);
    Path again = model(3);
    for (String file : List.of("saved_model.pb", "gantry.json")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(once.resolve(file));
    }
  }

  @Test
  void threadsMayShareAnUpscalerUntilItIsClosed() throws Exception {
    BufferedImage picture = noise(9, 7, false);
    Upscaler upscaler = Upscaler.open(model(3));
    int[] expected = colours(upscaler.upscale(picture));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<int[]> call = () -> colours(upscaler.upscale(picture));
      for (Future<int[]> each : threads.invokeAll(Collections.nCopies(16, call))) {
        assertThat(each.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
      upscaler.close();
    }
    upscaler.close();
    assertThatThrownBy(() -> upscaler.upscale(picture))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this upscaler is closed");
  }
}
