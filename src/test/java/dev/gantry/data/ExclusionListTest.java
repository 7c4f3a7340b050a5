package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusionListTest {
  @TempDir Path folder;

  private DataConfig config(String source, String exclude, int limit) {
    return new DataConfig(source, Split.TRAIN, 8, 1, Resize.AREA, limit, exclude);
  }

  private ImageSet load(DataConfig config) {
    return ImageLoader.load(config, paths(), LoadProgress.NONE);
  }

  private DataPaths paths() {
    return DataPaths.of(folder.resolve("cache"));
  }

  private SourceImages named(String source) {
    return ImageLoader.loadNamed(config(source, "", 0), paths(), LoadProgress.NONE);
  }

  private String list(String source, int... images) throws IOException {
    SourceImages named = named(source);
    List<ExclusionList.Entry> entries =
        IntStream.of(images)
            .mapToObj(
                i -> new ExclusionList.Entry(named.sourceIndex(i), named.name(i), 0, "first", 1))
            .toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExclusionList.write(bytes, named, entries);
    return TestFiles.write(folder.resolve("exclude.jsonl"), bytes.toByteArray()).toString();
  }

  /** Eleven pictures in two classes, of which one cannot be read. */
  private String pictures() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 11; i++) {
      String name = (i % 2 == 0 ? "cats/" : "dogs/") + (char) ('a' + i) + ".png";
      byte[] picture = Ppm.resource(i % 3 == 0 ? "decode/grey.png" : "decode/rgb.png");
      files.put(name, i == 2 ? new byte[] {1, 2} : picture);
    }
    files.forEach((name, content) -> TestFiles.write(folder.resolve("in").resolve(name), content));
    return folder.resolve("in").toString();
  }

  @Test
  void whatIsListedIsLeftOutAndTheHashIsAnother() throws IOException {
    ImageSet all = load(config("mnist-5k", "", 0));

    ImageSet rest = load(config("mnist-5k", list("mnist-5k", 0, 7, 4999), 0));

    assertThat(rest.count()).isEqualTo(4997);
    assertThat(rest.hash()).isNotEqualTo(all.hash());
    for (int i : new int[] {1, 6, 8, 4998}) {
      int place = i < 7 ? i - 1 : i - 2;
      assertThat(TestFiles.image(rest, place)).isEqualTo(TestFiles.image(all, i));
      assertThat(rest.label(place)).isEqualTo(all.label(i));
    }
  }

  @Test
  void unreadableImagesDoNotShiftThePlaces() throws IOException {
    String source = pictures();
    SourceImages named = named(source);
    // Opened again, now that there is a cache file that lacks the unreadable one.
    SourceImages again = named(source);
    assertThat(names(again)).isEqualTo(names(named)).hasSize(10).doesNotContain("cats/c.png");

    ImageSet rest = load(config(source, list(source, 9), 0));
    ImageSet cached = load(config(source, list(source, 9), 0));

    ImageSet all = named.images();
    assertThat(rest.count()).isEqualTo(9);
    assertThat(cached.hash()).isEqualTo(rest.hash());
    assertThat(TestFiles.image(rest, 8)).isEqualTo(TestFiles.image(all, 8));
    assertThat(rest.label(8)).isEqualTo(all.label(8));
  }

  private static List<String> names(SourceImages images) {
    return IntStream.range(0, images.images().count()).mapToObj(images::name).toList();
  }

  @Test
  void anotherListMakesAnotherCacheFile() throws IOException {
    String source = pictures();
    assertThat(load(config(source, list(source, 1), 0)).count()).isEqualTo(9);
    assertThat(load(config(source, list(source, 1, 2, 3), 0)).count()).isEqualTo(7);
    assertThat(load(config(source, "", 0)).count()).isEqualTo(10);
  }

  @Test
  void theFirstSoManyAreTakenBeforeAnyIsLeftOut() throws IOException {
    assertThat(load(config("mnist-5k", list("mnist-5k", 1, 3, 100), 10)).count()).isEqualTo(8);
  }

  @Test
  void aListOutlivesAMove() throws IOException {
    String source = pictures();
    String list = list(source, 1);
    Path moved = Files.move(Path.of(source), folder.resolve("elsewhere"));
    assertThat(load(config(moved.toString(), list, 0)).count()).isEqualTo(9);
  }

  @Test
  void aRemovedLineKeepsItsImage() throws IOException {
    Path list = Path.of(list("mnist-5k", 1, 2));
    List<String> lines = Files.readAllLines(list);
    Files.write(list, lines.subList(0, 2));
    assertThat(load(config("mnist-5k", list.toString(), 10)).count()).isEqualTo(9);
  }

  @Test
  void aListForOtherImagesIsRefused() throws IOException {
    String list = list("mnist-5k", 1);
    refused(pictures(), list, "was made for other images (5,000 of the digits that ship");

    String source = folder.resolve("in").toString();
    String own = list(source, 1);
    TestFiles.write(folder.resolve("in/dogs/d.png"), new byte[77]);
    refused(source, own, "was made for other images (11 of");
  }

  private void refused(String source, String list, String message) {
    assertThatThrownBy(() -> load(config(source, list, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatIsNoListIsRefusedWithItsLine() throws IOException {
    refused("mnist-5k", folder.resolve("none").toString(), "which is no file");
    refused("mnist-5k", folder.toString(), "which is no file");
    refused("mnist-5k", "a\0b", "can be no path");

    Path list = Path.of(list("mnist-5k", 1, 2));
    List<String> good = Files.readAllLines(list);
    written(list, good.get(0), "{\"index\": 3}");
    refused("mnist-5k", list.toString(), "exclude.jsonl:2 is no list of images to leave out");
    written(list, good.get(0), good.get(1), "{\"index\": 3,");
    refused("mnist-5k", list.toString(), "is no list of images to leave out");
    written(list, good.get(0), good.get(1).replace("\"index\":1", "\"index\":70000"));
    refused("mnist-5k", list.toString(), "has image 70000 as image 1");
    written(list, good.get(0), good.get(1).replace("\"index\":1", "\"index\":9"));
    refused("mnist-5k", list.toString(), "has image 9 as image 1");
    written(list, good.get(0).replace("\"version\":1", "\"version\":2"));
    refused("mnist-5k", list.toString(), "of version 2");
    written(list);
    refused("mnist-5k", list.toString(), "is no list of images to leave out");
    Files.write(list, new byte[1 << 20]);
    refused("mnist-5k", list.toString(), "exclude.jsonl:1 is no list of images to leave out");
  }

  private static void written(Path list, String... lines) throws IOException {
    Files.write(list, Arrays.asList(lines));
  }

  @Test
  void aListOfAllImagesIsRefused() throws IOException {
    String source = pictures();
    String all = list(source, IntStream.range(0, 10).toArray());
    refused(source, all, "leaves none of the 11 images");
  }
}
