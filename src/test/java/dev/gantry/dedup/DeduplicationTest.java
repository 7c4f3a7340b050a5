package dev.gantry.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.DataConfig;
import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.data.LoadProgress;
import dev.gantry.dedup.PlantedDuplicates.Found;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Stripes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class DeduplicationTest {
  private static final int COPIES = 30;

  @TempDir Path folder;

  private ImageSet load(String source, Path data, int limit) {
    return ImageLoader.load(
        new DataConfig(source, Split.TRAIN, 32, 3, Resize.AREA, limit),
        new DataPaths(data, null, folder),
        LoadProgress.NONE);
  }

  @Test
  void copiesAmongDigitsAreFoundAndLittleElse() {
    PlantedDuplicates planted = PlantedDuplicates.in(load("mnist-5k", folder, 700), COPIES, 3);
    // Many a 1 looks like another.
    Deduplication deduplication = new Deduplication(150, 64, 0.001, 0.5, 0.98, 1);

    Found found = planted.found(deduplication.find(planted.images(), Deduplication.Progress.NONE));

    found.recall().forEach((kind, share) -> assertThat(share).as("%s", kind).isGreaterThan(0.85));
    assertThat(found.precision(COPIES)).as("%s", found).isGreaterThan(0.97);
    assertThat(found.wrong()).isZero();
  }

  /**
   * On any source: {@code mvn test -Dtest=DeduplicationTest -Ddedup.source=cifar10
   * -Ddedup.data=FOLDER -Ddedup.limit=0 -Ddedup.copies=200 -Ddedup.correlation=0.97}.
   */
  @Test
  @EnabledIfSystemProperty(named = "dedup.source", matches = ".+")
  void copiesInTheGivenSourceAreFound() {
    int copies = Integer.getInteger("dedup.copies", 200);
    Deduplication d = Deduplication.defaults();
    double correlation =
        Double.parseDouble(
            System.getProperty("dedup.correlation", Double.toString(d.correlation())));
    PlantedDuplicates planted =
        PlantedDuplicates.in(
            load(
                System.getProperty("dedup.source"),
                Path.of(System.getProperty("dedup.data", ".")),
                Integer.getInteger("dedup.limit", 0)),
            copies,
            3);
    long start = System.nanoTime();

    Found found =
        planted.found(
            new Deduplication(
                    d.steps(), d.batch(), d.learningRate(), d.dropout(), correlation, d.seed())
                .find(planted.images(), Deduplication.Progress.NONE));

    System.out.printf(
        "%,d images in %.0f s: %s, precision %.4f%n",
        planted.images().count(),
        (System.nanoTime() - start) / 1e9,
        found,
        found.precision(copies));
    assertThat(found.wrong()).isLessThan(copies / 20 + 1);
  }

  @Test
  void theSameSeedFindsTheSame() {
    ImageSet images = PlantedDuplicates.in(load("mnist-5k", folder, 100), 3, 5).images();
    Deduplication deduplication = new Deduplication(20, 16, 0.001, 0.5, 0.97, 1);

    List<DuplicateGroup> groups = deduplication.find(images, Deduplication.Progress.NONE);

    assertThat(groups).isNotEmpty();
    assertThat(deduplication.find(images, Deduplication.Progress.NONE)).isEqualTo(groups);
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    ImageSet stripes = Stripes.images(4);
    assertThatThrownBy(() -> Deduplication.defaults().find(stripes, Deduplication.Progress.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 x 32");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Deduplication(1, 1, 0.1, 0.5, 1.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("correlation is 1.5; it must be from 0.5 to 1.0");
  }
}
