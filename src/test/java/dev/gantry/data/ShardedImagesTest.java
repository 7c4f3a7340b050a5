package dev.gantry.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import dev.gantry.io.TfRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a packed set gives, and what it says when it is damaged. */
class ShardedImagesTest {
  @TempDir Path folder;
  private Path packed;

  @BeforeEach
  void ten() {
    packed = Packed.ten(folder.resolve("packed"));
  }

  private ImageSet load(DataConfig config) {
    return ImageLoader.load(config, DataPaths.of(folder.resolve("cache")), LoadProgress.NONE);
  }

  private AbstractThrowableAssert<?, ?> refused() {
    return assertThatThrownBy(
            () -> {
              ImageSet set = Packed.load(packed);
              for (int i = 0; i < set.count(); i++) {
                TestFiles.image(set, i);
              }
            })
        .isInstanceOf(UserException.class);
  }

  private void editIndex(UnaryOperator<String> edit) throws IOException {
    Path index = packed.resolve("index.json");
    Files.writeString(index, edit.apply(Files.readString(index)));
  }

  private void editShard(int shard, UnaryOperator<byte[]> edit) throws IOException {
    Path file = Packed.shards(packed, 3).get(shard);
    Files.write(file, edit.apply(Files.readAllBytes(file)));
  }

  @Test
  void the_reader_of_batches_gives_what_the_set_gives() {
    ShardedImages images =
        ShardedImages.open(packed, ShardIndex.read(packed), new ShuffleWindow(3, 1));
    ImageReader reader = images.reader();
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int[] indices = random.ints(4, 0, 10).toArray();
      ByteBuffer pixels = ByteBuffer.allocate(4 * images.imageBytes());
      int[] labels = new int[4];
      reader.expect(random.ints(2, 0, 10).toArray());
      reader.read(indices, pixels, labels);
      for (int i = 0; i < 4; i++) {
        assertThat(Arrays.copyOfRange(pixels.array(), 75 * i, 75 * i + 75))
            .isEqualTo(Packed.pixels(indices[i]));
        assertThat(labels[i]).isEqualTo(indices[i] % 3);
      }
    }
  }

  @Test
  void a_reader_takes_no_more_memory_than_two_windows_whatever_the_set() {
    long bytes = ((BlockReader) Packed.load(packed).reader()).mostBytes();

    assertThat(bytes).isLessThan(130 << 20);
  }

  @Test
  void a_limit_takes_the_first_images() {
    ImageSet set =
        load(new DataConfig(packed.toString(), Split.TRAIN, Packed.SIDE, 3, Resize.AREA, 7));
    assertThat(set.count()).isEqualTo(7);
    assertThatThrownBy(() -> set.label(7)).isInstanceOf(IndexOutOfBoundsException.class);
    int[] outside = {7};
    assertThatThrownBy(
            () -> set.reader().read(outside, ByteBuffer.allocate(set.imageBytes()), new int[1]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void the_same_images_have_the_same_hash_and_others_have_not() {
    Path again = Packed.ten(folder.resolve("again"));
    assertThat(Packed.load(again).hash()).isEqualTo(Packed.load(packed).hash());
    Path other = folder.resolve("other");
    ImagePacker.pack(
        Packed.source(10, 3, index -> (index + 1) % 3),
        Packed.options(4, OptionalLong.empty()),
        other,
        LoadProgress.NONE);
    assertThat(Packed.load(other).hash()).isNotEqualTo(Packed.load(packed).hash());
  }

  @Test
  void files_of_unreadable_images_alone_are_passed_over() throws IOException {
    var record = new ExampleRecord(Packed.SHAPE, 3);
    PackPlan plan = ShardIndex.read(packed).packing();
    Path gaps = Files.createDirectory(folder.resolve("gaps"));
    int[] counts = {0, 2, 0, 0, 1, 0};
    List<ShardIndex.Shard> shards =
        IntStream.range(0, counts.length)
            .mapToObj(
                i -> new ShardIndex.Shard(ShardIndex.Shard.name(i, 6), counts[i], "sha of " + i))
            .toList();
    int image = 0;
    for (ShardIndex.Shard shard : shards) {
      ByteBuffer bytes = ByteBuffer.allocate(shard.count() * record.bytes());
      for (int i = 0; i < shard.count(); i++) {
        bytes.put(record.encode(Packed.pixels(image++), 0));
      }
      Files.write(gaps.resolve(shard.file()), bytes.array());
    }
    ShardIndex.of(plan, List.of("a", "b", "c"), shards, 7).write(gaps);

    ImageSet set = Packed.load(gaps);
    for (int i = 0; i < 3; i++) {
      assertThat(TestFiles.image(set, i)).isEqualTo(Packed.pixels(i));
    }
  }

  @Test
  void a_changed_pixel_is_found() throws IOException {
    editShard(
        1,
        bytes -> {
          bytes[bytes.length - 10] ^= 1;
          return bytes;
        });
    refused()
        .hasMessageContaining("record 3 of ")
        .hasMessageContaining("images-00001-of-00003.tfrecord is damaged: its checksum is wrong");
  }

  @Test
  void a_changed_pixel_is_found_by_the_reader_of_batches_too() throws IOException {
    editShard(
        0,
        bytes -> {
          bytes[200] ^= 1;
          return bytes;
        });
    ImageReader reader = Packed.load(packed).reader();
    int[] first = {0};
    assertThatThrownBy(() -> reader.read(first, ByteBuffer.allocate(75), new int[1]))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void a_length_that_lies_is_not_believed() throws IOException {
    editShard(
        0,
        bytes -> {
          System.arraycopy(TfRecord.header(Long.MAX_VALUE), 0, bytes, 0, TfRecord.HEADER_BYTES);
          return bytes;
        });
    refused().hasMessageContaining("record 0 of").hasMessageContaining("its length is not the");
  }

  @Test
  void a_whole_record_of_something_else_is_no_image() throws IOException {
    editShard(
        2,
        bytes -> {
          byte[] other = new byte[bytes.length / 2 - 16];
          System.arraycopy(TfRecord.frame(other), 0, bytes, 0, bytes.length / 2);
          return bytes;
        });
    refused().hasMessageContaining("it is no image of 5×5×3 pixels");
  }

  @Test
  void a_truncated_file_is_found_at_once() throws IOException {
    editShard(2, bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> Packed.load(packed))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("images-00002-of-00003.tfrecord has ")
        .hasMessageContaining("which are 2 images; it is truncated");
  }

  @Test
  void a_missing_file_is_found_at_once() throws IOException {
    Files.delete(Packed.shards(packed, 3).get(1));
    assertThatThrownBy(() -> Packed.load(packed))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("images-00001-of-00003.tfrecord is missing; expected the 4 images");
  }

  @Test
  void a_count_that_lies_is_not_believed() throws IOException {
    editIndex(text -> text.replace("\"count\" : 10", "\"count\" : 2000000000"));
    refused().hasMessageContaining("it counts 2,000,000,000 images and its shards 10");
  }

  @Test
  void counts_that_were_changed_together_are_not_believed() throws IOException {
    editIndex(
        text ->
            text.replace("\"count\" : 10", "\"count\" : 11")
                .replace("\"count\" : 2,", "\"count\" : 3,"));
    refused().hasMessageContaining("its fingerprint is not that of what it lists");
  }

  @Test
  void another_files_name_is_not_followed() throws IOException {
    editIndex(text -> text.replace("images-00000-of-00003.tfrecord", "../../secret"));
    refused().hasMessageContaining("shard 0 is no images-00000-of-00003.tfrecord");
  }

  @Test
  void an_index_of_a_newer_format_is_refused() throws IOException {
    editIndex(text -> text.replace("\"version\" : 1", "\"version\" : 2, \"news\" : {}"));
    refused()
        .hasMessageContaining("has version 2 of its format; this Gantry reads version 1")
        .hasMessageContaining("use a newer Gantry, or pack the images again");
  }

  @Test
  void an_index_of_something_else_is_refused() throws IOException {
    editIndex(text -> "{\"format\": \"web-page\"}");
    refused()
        .hasMessageContaining("has the format \"web-page\"; expected \"gantry-packed-images\"");
  }

  @Test
  void an_index_that_is_no_json_is_refused() throws IOException {
    editIndex(text -> text.substring(0, text.length() / 2));
    refused()
        .hasMessageContaining("index.json is damaged: ")
        .hasMessageContaining("pack the images");
    Files.write(packed.resolve("index.json"), "{\"format\": ".getBytes(UTF_8));
    refused().hasMessageContaining("index.json is damaged: ");
  }

  @Test
  void another_shape_is_refused() {
    assertThatThrownBy(
            () -> load(new DataConfig(packed.toString(), Split.TRAIN, 8, 1, Resize.AREA, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "is packed as 5×5×3 images; data.size and data.channels ask for 8×8×1")
        .hasMessageContaining("set them to 5 and 3")
        .hasMessageContaining("--size 8 --channels 1");
  }

  @Test
  void a_list_of_exclusions_is_refused() {
    assertThatThrownBy(
            () ->
                load(
                    new DataConfig(
                        packed.toString(), Split.TRAIN, Packed.SIDE, 3, Resize.AREA, 0, "list")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("leave the images out by gantry data pack --exclude");
  }

  @Test
  void another_split_is_refused_and_found_in_a_folder_of_both() throws IOException {
    var test = new DataConfig(packed.toString(), Split.TEST, Packed.SIDE, 3, Resize.AREA, 0);
    assertThatThrownBy(() -> load(test))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("was packed from the split train; data.split is test");

    Path both = folder.resolve("both");
    Packed.ten(Files.createDirectory(both).resolve("train"));
    assertThat(Packed.load(both).count()).isEqualTo(10);
    assertThat(ImageLoader.hasTestPart(both.toString(), DataPaths.of(folder))).isFalse();
  }
}
