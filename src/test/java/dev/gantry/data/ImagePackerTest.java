package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.PackOptions.ShardSize;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Packs are what TensorFlow's format says, and survive whatever ends their making. */
class ImagePackerTest {
  private static final OptionalLong IN_ORDER = OptionalLong.empty();

  @TempDir Path folder;

  private Path out() {
    return folder.resolve("packed");
  }

  private PackSummary pack(ImageSource source, int shardImages, OptionalLong shuffle) {
    return ImagePacker.pack(source, Packed.options(shardImages, shuffle), out(), LoadProgress.NONE);
  }

  /** By the published formats of TFRecord and Example, and by none of Gantry's code. */
  private static List<Example> examples(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Example> examples = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] data = new byte[Math.toIntExact(bytes.getLong())];
      bytes.getInt();
      bytes.get(data);
      bytes.getInt();
      examples.add(parse(data));
    }
    return examples;
  }

  private static Example parse(byte[] data) {
    try {
      return Example.parseFrom(data);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static long number(Example example, String feature) {
    return example.getFeatures().getFeatureOrThrow(feature).getInt64List().getValue(0);
  }

  private static byte[] raw(Example example) {
    Feature raw = example.getFeatures().getFeatureOrThrow("image/raw");
    return raw.getBytesList().getValue(0).toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 128, 129, 16_384, 16_385, 100_000})
  void every_record_is_an_example_with_pixels_sizes_and_label(int classes) throws IOException {
    int[] labels = {0, classes - 1, classes / 2};

    pack(Packed.source(3, classes, index -> labels[index]), 3, IN_ORDER);

    List<Example> examples = examples(Packed.shards(out(), 1).get(0));
    assertThat(examples).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Example example = examples.get(i);
      assertThat(number(example, "image/height")).isEqualTo(Packed.SIDE);
      assertThat(number(example, "image/width")).isEqualTo(Packed.SIDE);
      assertThat(number(example, "image/channels")).isEqualTo(3);
      assertThat(number(example, "image/label")).isEqualTo(labels[i]);
      assertThat(raw(example)).isEqualTo(Packed.pixels(i));
    }
    ImageSet read = Packed.load(out());
    assertThat(IntStream.range(0, 3).map(read::label).toArray()).isEqualTo(labels);
  }

  @Test
  void without_classes_there_are_no_labels() throws IOException {
    pack(Packed.source(2, 0, index -> 0), 2, IN_ORDER);

    assertThat(examples(Packed.shards(out(), 1).get(0)))
        .hasSize(2)
        .noneMatch(example -> example.getFeatures().containsFeature("image/label"));
    assertThat(Packed.load(out()).classes()).isEmpty();
    assertThat(Packed.load(out()).label(1)).isZero();
  }

  @Test
  void images_keep_their_order_over_the_files() {
    Packed.ten(out());

    ImageSet read = Packed.load(out());
    assertThat(read.count()).isEqualTo(10);
    for (int i = 0; i < 10; i++) {
      assertThat(TestFiles.image(read, i)).isEqualTo(Packed.pixels(i));
      assertThat(read.label(i)).isEqualTo(i % 3);
    }
    assertThat(Packed.shards(out(), 3)).allMatch(Files::isRegularFile);
    assertThat(out().toFile().list()).hasSize(4);
  }

  @Test
  void a_seed_makes_one_order_of_all_images() {
    List<Integer> first = shuffled("a", 1);

    assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 30).boxed().toList());
    assertThat(first).isNotEqualTo(IntStream.range(0, 30).boxed().toList());
    assertThat(shuffled("b", 1)).isEqualTo(first);
    assertThat(shuffled("c", 2)).isNotEqualTo(first);
  }

  private List<Integer> shuffled(String name, long seed) {
    Path packed = folder.resolve(name);
    ImagePacker.pack(
        Packed.source(30, 30, index -> index),
        Packed.options(7, OptionalLong.of(seed)),
        packed,
        LoadProgress.NONE);
    return IntStream.range(0, 30).map(Packed.load(packed)::label).boxed().toList();
  }

  @Test
  void files_have_no_more_bytes_than_asked_for() throws IOException {
    int record = new ExampleRecord(Packed.SHAPE, 3).bytes();
    var options =
        new PackOptions(
            Packed.config("noise"),
            new ShardSize(ShardSize.Unit.BYTES, 3L * record + record / 2),
            IN_ORDER);
    ImagePacker.pack(Packed.source(10, 3, i -> 0), options, out(), LoadProgress.NONE);

    for (Path shard : Packed.shards(out(), 4).subList(0, 3)) {
      assertThat(Files.size(shard)).isEqualTo(3L * record);
    }
  }

  @ParameterizedTest
  @CsvSource({"zip", "tar", "folder"})
  void every_kind_of_source_gives_the_same_files_and_says_what_it_could_not_read(String kind)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 12; i++) {
      files.put("x/%02d.png".formatted(i), TestFiles.png());
      files.put("y/%02d.png".formatted(i), TestFiles.png());
    }
    files.put("y/07.png", new byte[] {1, 2, 3});
    Path source = folder.resolve("source." + kind);
    switch (kind) {
      case "zip" -> TestFiles.write(source, TestFiles.zip(files));
      case "tar" -> TestFiles.write(source, TestFiles.tar(files));
      default -> files.forEach((name, bytes) -> TestFiles.write(source.resolve(name), bytes));
    }
    var options =
        new PackOptions(
            Packed.config(source.toString()),
            new ShardSize(ShardSize.Unit.IMAGES, 5),
            OptionalLong.of(4));

    PackSummary summary = ImagePacker.pack(options, out(), DataPaths.of(folder), LoadProgress.NONE);

    assertThat(summary.images()).isEqualTo(23);
    assertThat(summary.unreadable())
        .singleElement()
        .satisfies(image -> assertThat(image.name()).isEqualTo("y/07.png"));
    ImageSet loaded = ImageLoader.load(options.images(), DataPaths.of(folder), LoadProgress.NONE);
    ImageSet packed = Packed.load(out());
    assertThat(packed.count()).isEqualTo(loaded.count());
    assertThat(packed.classes()).containsExactly("x", "y");
    assertThat(IntStream.range(0, 23).map(packed::label).sum()).isEqualTo(11);
    for (int i = 0; i < 23; i++) {
      assertThat(TestFiles.image(packed, i)).isEqualTo(TestFiles.image(loaded, 0));
    }
  }

  @Test
  void too_many_unreadable_images_end_it() {
    for (int i = 0; i < 5; i++) {
      TestFiles.write(
          folder.resolve("source/%d.png".formatted(i)), i == 3 ? new byte[9] : TestFiles.png());
    }
    var options =
        new PackOptions(
            Packed.config(folder.resolve("source").toString()), ShardSize.DEFAULT, IN_ORDER);

    assertThatThrownBy(
            () -> ImagePacker.pack(options, out(), DataPaths.of(folder), LoadProgress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("1 of 5 images")
        .hasMessageContaining("3.png");
    assertThat(ShardIndex.isIn(out())).isFalse();
  }

  @Test
  void what_was_killed_goes_on_and_ends_in_the_same_bytes() throws IOException {
    Path straight = Packed.ten(folder.resolve("straight"));
    killAfter(6);
    Path first = Packed.shards(out(), 3).get(0);
    Object made = Files.readAttributes(first, "unix:ino").get("ino");
    assertThatThrownBy(() -> Packed.load(out()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("was not packed to its end");
    // A line that a kill cut short.
    Files.writeString(
        out().resolve("packing.jsonl"), "{\"number\":1,\"sh", StandardOpenOption.APPEND);

    PackSummary summary = pack(Packed.source(10, 3, index -> index % 3), 4, IN_ORDER);

    assertThat(summary.kept()).isEqualTo(1);
    assertThat(Files.readAttributes(first, "unix:ino").get("ino")).isEqualTo(made);
    try (Stream<Path> files = Files.list(straight)) {
      assertThat(files)
          .hasSize(4)
          .allSatisfy(
              file ->
                  assertThat(out().resolve(String.valueOf(file.getFileName())))
                      .hasSameBinaryContentAs(file));
    }
    assertThat(out().toFile().list()).hasSize(4);
  }

  /** Leaves what a kill would, without a process of its own. */
  private void killAfter(int images) {
    ImageSource source =
        new PackedSource(
            new PackedSource.Origin("noise", "noise", Optional.of("noise 10")),
            10,
            new Labels(IntStream.range(0, 10).map(i -> i % 3).toArray(), List.of("0", "1", "2")),
            index -> {
              if (index >= images) {
                throw new RunException("killed");
              }
              return new Picture(Packed.SIDE, Packed.SIDE, 3, Packed.pixels(index));
            });
    assertThatThrownBy(() -> pack(source, 4, IN_ORDER)).hasMessage("killed");
  }

  @Test
  void a_finished_file_that_is_no_longer_whole_is_made_again() throws IOException {
    killAfter(9);
    Files.write(Packed.shards(out(), 3).get(1), new byte[7]);

    PackSummary summary = pack(Packed.source(10, 3, index -> index % 3), 4, IN_ORDER);

    assertThat(summary.kept()).isEqualTo(1);
    assertThat(TestFiles.image(Packed.load(out()), 7)).isEqualTo(Packed.pixels(7));
  }

  @Test
  void other_options_do_not_go_on() {
    killAfter(6);

    assertThatThrownBy(() -> pack(Packed.source(10, 3, i -> 0), 5, IN_ORDER))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("was begun with shard-images 4, and this has 5")
        .hasMessageContaining("another folder");
  }

  @Test
  void two_at_one_folder_are_refused() throws IOException {
    killAfter(6);
    try (var journal = FileChannel.open(out().resolve("packing.jsonl"), StandardOpenOption.WRITE)) {
      assertThat(journal.lock()).isNotNull();
      assertThatThrownBy(() -> pack(Packed.source(10, 3, i -> 0), 4, IN_ORDER))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("another process packs");
    }
  }

  @Test
  void nothing_is_overwritten() throws IOException {
    Packed.ten(out());
    assertThatThrownBy(() -> Packed.ten(out()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a packed set already");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> Packed.ten(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has other files");
  }

  @Test
  void a_packed_set_can_be_packed_again() {
    Packed.ten(folder.resolve("first"));
    var options =
        new PackOptions(
            new DataConfig(
                folder.resolve("first").toString(),
                Split.TRAIN,
                Packed.SIDE,
                3,
                DataConfig.Resize.AREA,
                6),
            ShardSize.DEFAULT,
            IN_ORDER);

    ImagePacker.pack(options, out(), DataPaths.of(folder), LoadProgress.NONE);

    assertThat(Packed.load(out()).count()).isEqualTo(6);
    assertThat(TestFiles.image(Packed.load(out()), 5)).isEqualTo(Packed.pixels(5));
  }
}
