package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and archives, the cache, and where named sources are looked for. */
class ImageLoaderTest {
  @TempDir Path folder;
  private final AtomicLong decoded = new AtomicLong();

  private ImageSet load(Path source) {
    return load(config(source.toString(), Split.TRAIN, 0));
  }

  private static DataConfig config(String source, Split split, int limit) {
    return new DataConfig(source, split, 8, 3, Resize.AREA, limit);
  }

  private ImageSet load(DataConfig config) {
    decoded.set(0);
    return ImageLoader.load(
        config, DataPaths.of(folder.resolve("cache")), (done, total) -> decoded.set(done));
  }

  private void refused(Path source, String message) {
    assertThatThrownBy(() -> load(source))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static Map<String, byte[]> pets() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("pets/dogs/1.png", TestFiles.png());
    files.put("pets/cats/b.jpg", Ppm.resource("decode/baseline.jpg"));
    files.put("pets/cats/a.gif", Ppm.resource("decode/first.gif"));
    files.put("pets/README.txt", new byte[3]);
    files.put("__MACOSX/pets/cats/._a.png", new byte[3]);
    return files;
  }

  private Path unpacked(Map<String, byte[]> files) {
    files.forEach((name, content) -> TestFiles.write(folder.resolve("in").resolve(name), content));
    return folder.resolve("in");
  }

  @Test
  void folders_become_classes_that_take_turns() {
    ImageSet set = load(unpacked(pets()));

    assertThat(set.classes()).containsExactly("cats", "dogs");
    assertThat(Stream.of(0, 1, 2).map(set::label)).containsExactly(0, 1, 0);
  }

  @Test
  void zip_tar_and_tar_gz_hold_the_same_images_as_their_folder() {
    Map<String, byte[]> files = pets();
    String expected = load(unpacked(files)).hash();

    assertThat(load(TestFiles.write(folder.resolve("p.zip"), TestFiles.zip(files))).hash())
        .isEqualTo(expected);
    assertThat(load(TestFiles.write(folder.resolve("p.tar"), TestFiles.tar(files))).hash())
        .isEqualTo(expected);
    assertThat(
            load(TestFiles.write(folder.resolve("p"), TestFiles.gzip(TestFiles.tar(files)))).hash())
        .isEqualTo(expected);
  }

  @Test
  void folder_with_parts_gives_the_split() {
    Path source =
        unpacked(
            Map.of(
                "train/a/1.png", TestFiles.png(),
                "train/b/2.png", TestFiles.png(),
                "test/a/3.png", TestFiles.png()));

    assertThat(load(config(source.toString(), Split.TRAIN, 0)).count()).isEqualTo(2);
    assertThat(load(config(source.toString(), Split.TEST, 0)).count()).isEqualTo(1);
  }

  private boolean tested(String source) {
    return ImageLoader.hasTestPart(source, DataPaths.of(folder.resolve("cache")));
  }

  @Test
  void source_has_a_test_part_only_where_it_gives_other_images_for_it() throws IOException {
    Map<String, byte[]> parted =
        Map.of("train/a/1.png", TestFiles.png(), "test/a/2.png", TestFiles.png());

    assertThat(tested(TestFiles.write(folder.resolve("p.zip"), TestFiles.zip(parted)).toString()))
        .isTrue();
    assertThat(tested(unpacked(parted).toString())).isTrue();
    TestFiles.delete(folder.resolve("in/test"));
    assertThat(tested(folder.resolve("in").toString())).isFalse();
    assertThat(tested(TestFiles.write(folder.resolve("q.zip"), TestFiles.zip(pets())).toString()))
        .isFalse();
    assertThat(tested("mnist-5k")).isFalse();
  }

  @Test
  void limit_takes_the_first() {
    Path source = unpacked(pets());

    ImageSet set = load(config(source.toString(), Split.TRAIN, 2));

    assertThat(set.count()).isEqualTo(2);
    assertThat(TestFiles.image(set, 1)).isEqualTo(TestFiles.image(load(source), 1));
  }

  @Test
  void one_image_is_a_set() {
    assertThat(load(unpacked(Map.of("1.png", TestFiles.png()))).count()).isEqualTo(1);
  }

  @Test
  void one_unreadable_image_of_eleven_is_left_out() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("00.png", new byte[] {1, 2, 3});
    for (int i = 10; i < 20; i++) {
      files.put(i + ".jpg", Ppm.resource(i < 15 ? "decode/baseline.jpg" : "decode/grey.jpg"));
    }

    ImageSet set = load(unpacked(files));

    assertThat(set.count()).isEqualTo(10);
    assertThat(TestFiles.image(set, 0)).isEqualTo(TestFiles.image(set, 4));
    assertThat(TestFiles.image(set, 5)).isNotEqualTo(TestFiles.image(set, 4));
  }

  @Test
  void many_unreadable_images_are_refused_with_the_first_named() {
    Map<String, byte[]> files = Map.of("a.png", new byte[9], "b.png", TestFiles.png());

    refused(unpacked(files), "1 of 2 images");
    refused(unpacked(files), "the first is a.png");
  }

  @Test
  void empty_folder_is_refused() throws IOException {
    refused(Files.createDirectory(folder.resolve("empty")), "has no images (0 other files)");
  }

  @Test
  void folder_without_images_is_refused() {
    refused(unpacked(Map.of("a.txt", new byte[1])), "has no images (1 other files)");
  }

  @Test
  void missing_path_is_refused_with_the_names() {
    refused(Path.of("no-such-thing"), "mnist-5k, mnist, fashion-mnist, cifar10");
  }

  @Test
  void path_that_can_be_none_is_refused() {
    assertThatThrownBy(() -> load(config("a\0b", Split.TRAIN, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("can be no path");
  }

  @Test
  void single_image_file_is_refused() {
    refused(TestFiles.write(folder.resolve("a.png"), TestFiles.png()), "is a single image");
  }

  @Test
  void empty_file_is_refused() {
    refused(TestFiles.write(folder.resolve("a"), new byte[0]), "is empty; expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil.png", "a/../../evil.png", "/evil.png", "C:\\evil.png", "a\\..\\x"})
  void archive_with_a_name_that_leads_outside_is_refused(String name) {
    Map<String, byte[]> files = Map.of("ok.png", TestFiles.png(), name, TestFiles.png());

    refused(TestFiles.write(folder.resolve("e.zip"), TestFiles.zip(files)), "leads outside");
    refused(TestFiles.write(folder.resolve("e.tar"), TestFiles.tar(files)), "leads outside");
  }

  @Test
  void zip_bomb_is_refused() {
    byte[] bomb = TestFiles.zip(Map.of("a.bmp", new byte[200 << 20]));

    refused(TestFiles.write(folder.resolve("b.zip"), bomb), "grows to more than");
  }

  @Test
  void gzip_bomb_is_refused() {
    byte[] bomb = TestFiles.gzip(TestFiles.tar(Map.of("a.bmp", new byte[150 << 20])));

    refused(TestFiles.write(folder.resolve("b.tar.gz"), bomb), "grows to more than");
  }

  @Test
  void zip_entry_larger_than_it_says_is_unreadable() {
    byte[] zip = TestFiles.zip(Map.of("a.png", new byte[5000]));
    // The uncompressed size in the central directory, 24 bytes into its entry.
    int directory = indexOf(zip, new byte[] {'P', 'K', 1, 2});
    zip[directory + 24] = 10;
    zip[directory + 25] = 0;

    refused(TestFiles.write(folder.resolve("l.zip"), zip), "cannot be read");
  }

  private static int indexOf(byte[] array, byte[] part) {
    for (int i = 0; ; i++) {
      if (java.util.Arrays.equals(array, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
  }

  @Test
  void truncated_zip_and_tar_are_refused() {
    byte[] zip = TestFiles.zip(pets());
    byte[] tar = TestFiles.gzip(TestFiles.tar(pets()));

    refused(
        TestFiles.write(folder.resolve("t.zip"), java.util.Arrays.copyOf(zip, zip.length / 2)),
        "is no whole zip");
    refused(
        TestFiles.write(folder.resolve("t.tgz"), java.util.Arrays.copyOf(tar, tar.length / 2)),
        "is no whole tar");
  }

  @Test
  void link_in_a_circle_is_refused() throws IOException {
    Path source = unpacked(pets());
    Files.createSymbolicLink(source.resolve("pets/again"), source);

    refused(source, "link");
  }

  @Test
  void second_load_comes_from_the_cache() {
    Path source = unpacked(pets());
    ImageSet first = load(source);
    assertThat(decoded).hasValue(3);

    ImageSet second = load(source);

    assertThat(decoded).hasValue(0);
    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(second.classes()).isEqualTo(first.classes());
    assertThat(second.label(1)).isEqualTo(first.label(1));
    assertThat(TestFiles.image(second, 2)).isEqualTo(TestFiles.image(first, 2));
  }

  @Test
  void other_options_or_changed_files_are_decoded_again() {
    Path source = unpacked(pets());
    load(source);

    load(new DataConfig(source.toString(), Split.TRAIN, 9, 3, Resize.AREA, 0));
    assertThat(decoded).hasValue(3);
    TestFiles.write(source.resolve("pets/dogs/1.png"), Ppm.resource("decode/grey.png"));
    load(source);
    assertThat(decoded).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 20, 33, 64, 300, -1})
  void damaged_cache_file_is_made_anew(int position) throws IOException {
    Path source = unpacked(pets());
    String hash = load(source).hash();
    Path cache = cacheFile();
    byte[] content = Files.readAllBytes(cache);
    content[position < 0 ? content.length - 1 : position] ^= 0x40;
    TestFiles.write(cache, content);

    assertThat(load(source).hash()).isEqualTo(hash);
    assertThat(decoded).hasValue(3);
    load(source);
    assertThat(decoded).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 64, 500})
  void truncated_cache_file_is_made_anew(int length) throws IOException {
    Path source = unpacked(pets());
    String hash = load(source).hash();
    try (var channel = FileChannel.open(cacheFile(), StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }

    assertThat(load(source).hash()).isEqualTo(hash);
    assertThat(decoded).hasValue(3);
  }

  @Test
  void unusable_cache_folder_keeps_images_in_memory() {
    Path source = unpacked(pets());
    TestFiles.write(folder.resolve("cache"), new byte[0]);

    assertThat(load(source).count()).isEqualTo(3);
  }

  @Test
  void failed_load_leaves_nothing_in_the_cache() throws IOException {
    refused(unpacked(Map.of("a.png", new byte[9])), "cannot be read");

    try (Stream<Path> files = Files.list(folder.resolve("cache/decoded"))) {
      assertThat(files).isEmpty();
    }
  }

  private Path cacheFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/decoded"))) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void named_source_is_looked_for_in_data_then_environment_then_cache() {
    var paths = new DataPaths(folder.resolve("d"), folder.resolve("e"), folder.resolve("cache"));
    writeMnist(folder.resolve("cache/fetched/mnist/train-images-idx3-ubyte.gz"), 1);
    assertThat(loadMnist(paths).count()).isEqualTo(1);
    writeMnist(folder.resolve("e/MNIST/raw/train-images-idx3-ubyte.gz"), 2);
    assertThat(loadMnist(paths).count()).isEqualTo(2);
    writeMnist(folder.resolve("d/train-images-idx3-ubyte.gz"), 3);
    assertThat(loadMnist(paths).count()).isEqualTo(3);
  }

  private static void writeMnist(Path file, int count) {
    TestFiles.write(
        file, TestFiles.gzip(TestFiles.idx(0x803, new int[] {count, 8, 8}, new byte[count * 64])));
  }

  private static ImageSet loadMnist(DataPaths paths) {
    return ImageLoader.load(config("mnist", Split.TRAIN, 0), paths, LoadProgress.NONE);
  }

  @Test
  void absent_named_source_names_three_places_and_the_command() {
    var paths = new DataPaths(Path.of("given"), null, folder.resolve("cache"));

    assertThatThrownBy(() -> loadMnist(paths))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--data (given), GANTRY_DATA (not set), the cache (")
        .hasMessageContaining("gantry data fetch mnist");
  }

  @Test
  void cifar_is_taken_from_binaries_before_jpegs() {
    TestFiles.write(folder.resolve("d/cifar10-jpeg/test/airplane/1.png"), TestFiles.png());
    var paths = new DataPaths(folder.resolve("d"), null, folder.resolve("cache"));
    DataConfig config = config("cifar10", Split.TEST, 0);
    assertThat(ImageLoader.load(config, paths, LoadProgress.NONE).count()).isEqualTo(1);

    TestFiles.write(folder.resolve("d/cifar-10-batches-bin/test_batch.bin"), new byte[2 * 3073]);

    assertThat(ImageLoader.load(config, paths, LoadProgress.NONE).count()).isEqualTo(2);
  }
}
