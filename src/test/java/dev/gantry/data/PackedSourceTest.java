package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDX and CIFAR-10 binaries: what was written is read, what lies is refused. */
class PackedSourceTest {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  @TempDir Path folder;

  private ImageSet load(Path source, int size, int channels) {
    return load(source, size, channels, Split.TRAIN);
  }

  private ImageSet load(Path source, int size, int channels, Split split) {
    var config = new DataConfig(source.toString(), split, size, channels, Resize.AREA, 0);
    return ImageLoader.load(config, DataPaths.of(folder.resolve("cache")), LoadProgress.NONE);
  }

  @Property(tries = 25)
  void idx_gives_back_its_images_and_labels(
      @ForAll @IntRange(min = 1, max = 9) int count,
      @ForAll @IntRange(min = 4, max = 9) int side,
      @ForAll boolean gzip,
      @ForAll long seed)
      throws IOException {
    byte[] pixels = new byte[count * side * side];
    new Random(seed).nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 3);
    }
    Path scratch = Files.createTempDirectory("idx");
    String end = gzip ? ".gz" : "";
    byte[] images = TestFiles.idx(IMAGES, new int[] {count, side, side}, pixels);
    byte[] numbers = TestFiles.idx(LABELS, new int[] {count}, labels);
    Path file =
        TestFiles.write(
            scratch.resolve("a-images-idx3-ubyte" + end), gzip ? TestFiles.gzip(images) : images);
    TestFiles.write(
        scratch.resolve("a-labels-idx1-ubyte" + end), gzip ? TestFiles.gzip(numbers) : numbers);

    var config = new DataConfig(file.toString(), Split.TRAIN, side, 1, Resize.AREA, 0);
    ImageSet set =
        ImageLoader.load(config, DataPaths.of(scratch.resolve("cache")), LoadProgress.NONE);

    assertThat(set.count()).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      assertThat(TestFiles.image(set, i))
          .isEqualTo(Arrays.copyOfRange(pixels, i * side * side, (i + 1) * side * side));
      assertThat(set.label(i)).isEqualTo(i % 3);
    }
    TestFiles.delete(scratch);
  }

  @Test
  void idx_with_channels_is_read() {
    byte[] pixels = new byte[2 * 4 * 4 * 3];
    new Random(1).nextBytes(pixels);
    Path file =
        TestFiles.write(
            folder.resolve("rgb.idx"), TestFiles.idx(0x804, new int[] {2, 4, 4, 3}, pixels));

    assertThat(TestFiles.image(load(file, 4, 3), 1)).isEqualTo(Arrays.copyOfRange(pixels, 48, 96));
  }

  @Test
  void digits_that_ship_with_gantry_are_5000_with_500_of_each() {
    ImageSet digits =
        ImageLoader.load(DataConfig.defaults(), DataPaths.of(folder), LoadProgress.NONE);

    int[] counts = new int[10];
    for (int i = 0; i < digits.count(); i++) {
      counts[digits.label(i)]++;
    }
    assertThat(counts).containsOnly(500);
    assertThat(digits.classes()).hasSize(10);
    assertThat(digits.imageBytes()).isEqualTo(784);
  }

  @Test
  void idx_with_a_short_body_is_refused() {
    refused(
        TestFiles.idx(IMAGES, new int[] {3, 4, 4}, new byte[40]),
        "is 48 bytes, but its body is 40 bytes");
  }

  @Test
  void idx_with_a_long_body_is_refused() {
    refused(TestFiles.idx(IMAGES, new int[] {3, 4, 4}, new byte[49]), "its body is 49 bytes");
  }

  @Test
  void gzipped_idx_with_a_short_body_is_refused() {
    refused(
        TestFiles.gzip(TestFiles.idx(IMAGES, new int[] {3, 4, 4}, new byte[40])),
        "its body is 40 bytes");
  }

  @Test
  void truncated_gzip_is_refused() {
    byte[] pixels = new byte[4800];
    new Random(1).nextBytes(pixels);
    byte[] file = TestFiles.gzip(TestFiles.idx(IMAGES, new int[] {300, 4, 4}, pixels));

    refused(Arrays.copyOf(file, file.length / 2), "truncated or damaged");
  }

  @Test
  void idx_header_of_a_thousand_million_images_takes_no_memory() {
    refused(
        TestFiles.idx(IMAGES, new int[] {Integer.MAX_VALUE, 16384, 16384}, new byte[9]),
        "expected at least one image");
    refused(TestFiles.idx(IMAGES, new int[] {1_000_000_000, 28, 28}, new byte[9]), "MiB");
  }

  @Test
  void idx_with_negative_or_zero_sizes_is_refused() {
    refused(TestFiles.idx(IMAGES, new int[] {-1, 4, 4}, new byte[16]), "[-1, 4, 4]");
    refused(TestFiles.idx(IMAGES, new int[] {0, 4, 4}, new byte[0]), "[0, 4, 4]");
  }

  @Test
  void idx_of_floats_is_refused() {
    refused(TestFiles.idx(0xd03, new int[] {1, 4, 4}, new byte[64]), "0x0d; expected 0x08");
  }

  @Test
  void idx_of_two_channels_is_refused() {
    refused(
        TestFiles.idx(0x804, new int[] {1, 4, 4, 2}, new byte[32]),
        "has 2 channels; expected 1 (grey) or 3 (RGB)");
  }

  @Test
  void labels_in_place_of_images_are_refused() {
    refused(TestFiles.idx(LABELS, new int[] {4}, new byte[4]), "has 1 dimensions");
  }

  @Test
  void labels_of_another_set_are_refused() {
    Path file =
        TestFiles.write(
            folder.resolve("t-images-idx3-ubyte"),
            TestFiles.idx(IMAGES, new int[] {2, 4, 4}, new byte[32]));
    TestFiles.write(
        folder.resolve("t-labels-idx1-ubyte"), TestFiles.idx(LABELS, new int[] {3}, new byte[3]));

    assertThatThrownBy(() -> load(file, 4, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has 2 images, but 3 labels");
  }

  private void refused(byte[] content, String message) {
    Path file = TestFiles.write(folder.resolve("x.idx"), content);
    assertThatThrownBy(() -> load(file, 4, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void cifar_planes_become_pixels() {
    Random random = new Random(3);
    byte[] records = new byte[2 * 3073];
    random.nextBytes(records);
    records[0] = 7;
    records[3073] = 2;
    Path file = TestFiles.write(folder.resolve("data.bin"), records);

    ImageSet set = load(file, 32, 3);

    assertThat(set.count()).isEqualTo(2);
    assertThat(set.classes().get(set.label(0))).isEqualTo("horse");
    assertThat(set.label(1)).isEqualTo(2);
    byte[] second = TestFiles.image(set, 1);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(second[(y * 32 + x) * 3 + c])
              .isEqualTo(records[3073 + 1 + c * 1024 + y * 32 + x]);
        }
      }
    }
  }

  @Test
  void cifar_folder_gives_the_split() {
    for (int i = 1; i <= 5; i++) {
      TestFiles.write(folder.resolve("c/data_batch_" + i + ".bin"), new byte[3073 * i]);
    }
    TestFiles.write(folder.resolve("c/test_batch.bin"), new byte[3073]);

    assertThat(load(folder.resolve("c"), 32, 3).count()).isEqualTo(15);
    assertThat(load(folder.resolve("c"), 32, 3, Split.TEST).count()).isEqualTo(1);
  }

  @Test
  void cifar_folder_without_a_batch_is_refused() {
    TestFiles.write(folder.resolve("c/data_batch_1.bin"), new byte[3073]);

    assertThatThrownBy(() -> load(folder.resolve("c"), 32, 3))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no data_batch_2.bin");
  }

  @Test
  void cifar_with_a_short_record_is_refused() {
    Path file = TestFiles.write(folder.resolve("data.bin"), new byte[3072]);

    assertThatThrownBy(() -> load(file, 32, 3))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is 3072 bytes; expected a whole number");
  }

  @Test
  void cifar_with_an_impossible_label_is_refused() {
    byte[] records = new byte[3073];
    records[0] = 10;
    Path file = TestFiles.write(folder.resolve("data.bin"), records);

    assertThatThrownBy(() -> load(file, 32, 3))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the label 10 in record 0");
  }
}
