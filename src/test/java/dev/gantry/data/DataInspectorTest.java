package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.DataSummary.SizeCount;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataInspectorTest {
  @TempDir Path folder;

  @Test
  void folder_is_counted_and_the_unreadable_are_named() {
    TestFiles.write(folder.resolve("in/a/1.png"), TestFiles.png());
    TestFiles.write(folder.resolve("in/a/2.png"), Ppm.resource("decode/grey.png"));
    TestFiles.write(folder.resolve("in/b/3.png"), new byte[9]);
    TestFiles.write(folder.resolve("in/b/notes.txt"), new byte[9]);

    DataSummary summary =
        DataInspector.inspect(
            folder.resolve("in").toString(),
            Split.TRAIN,
            DataPaths.of(folder.resolve("cache")),
            LoadProgress.NONE);

    assertThat(summary.kind()).isEqualTo("folder of images");
    assertThat(summary.images()).isEqualTo(3);
    assertThat(summary.sizes()).containsExactly(new SizeCount(23, 17, 2));
    assertThat(summary.grey()).isEqualTo(1);
    assertThat(summary.classes()).containsEntry("a", 2).containsEntry("b", 1);
    assertThat(summary.otherFiles()).isEqualTo(1);
    assertThat(summary.unreadable())
        .singleElement()
        .satisfies(
            image -> {
              assertThat(image.name()).isEqualTo("b/3.png");
              assertThat(image.reason()).contains("not an image");
            });
    assertThat(summary.grid().getWidth()).isEqualTo(3 * 64);
    assertThat(summary.grid().getRGB(0, 0) & 0xffffff).isNotZero();
  }
}
