package dev.gantry.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.classify.Classifier;
import dev.gantry.data.DataConfig;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.data.LoadProgress;
import dev.gantry.error.UserException;
import dev.gantry.metrics.FeatureRows;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.TinyClassifier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ClassifierExtractorTest {
  private static final ImageDimensions GREY = new ImageDimensions(8, 8, 1);
  private static final ImageDimensions RGB = new ImageDimensions(8, 8, 3);

  @TempDir Path folder;

  private static byte[] levels(int count, ImageDimensions shape) {
    byte[] levels = new byte[count * shape.bytes()];
    new Random(2).nextBytes(levels);
    return levels;
  }

  private static void assertSame(FeatureRows actual, FeatureRows expected) {
    assertThat(actual.count()).isEqualTo(expected.count());
    assertThat(actual.values()).containsExactly(expected.values(), within(1e-5f));
  }

  /** The 5,000 digits that ship are of the training part: nearly all must be right. */
  @Test
  void theShippedClassifierTellsDigitsRight() {
    DataConfig digits =
        new DataConfig("mnist-5k", DataConfig.Split.TRAIN, 28, 1, DataConfig.Resize.AREA, 600);
    ImageSet images = ImageLoader.load(digits, DataPaths.of(folder), LoadProgress.NONE);
    ByteBuffer levels = ByteBuffer.allocate(images.count() * images.imageBytes());
    for (int i = 0; i < images.count(); i++) {
      images.copy(i, levels);
    }
    try (var extractor = new ClassifierExtractor(Classifier.shippedMnist())) {
      Extraction extraction =
          extractor.extract(levels.array(), images.count(), new ImageDimensions(28, 28, 1));
      assertThat(extraction.features().size()).isEqualTo(64);
      int right = 0;
      for (int i = 0; i < images.count(); i++) {
        right += guess(extraction.probabilities(), i) == images.label(i) ? 1 : 0;
      }
      assertThat(right).isGreaterThan(594);
    }
  }

  private static int guess(FeatureRows probabilities, int row) {
    int best = 0;
    float sum = 0;
    for (int c = 0; c < probabilities.size(); c++) {
      float[] values = probabilities.values();
      int first = row * probabilities.size();
      sum += values[first + c];
      best = values[first + c] > values[first + best] ? c : best;
    }
    assertThat(sum).isCloseTo(1, within(1e-5f));
    return best;
  }

  @Test
  void anImageGivesTheSameRowAloneAndInABatchOfAnySize() {
    byte[] levels = levels(300, GREY);
    try (var extractor = new ClassifierExtractor(TinyClassifier.of(8, 1))) {
      FeatureRows all = extractor.extract(levels, 300, GREY).features();
      byte[] one = new byte[GREY.bytes()];
      System.arraycopy(levels, 299 * one.length, one, 0, one.length);
      FeatureRows alone = extractor.extract(one, 1, GREY).features();
      for (int k = 0; k < all.size(); k++) {
        assertThat(all.values()[299 * all.size() + k]).isCloseTo(alone.values()[k], within(1e-5f));
      }
    }
  }

  @Test
  void imagesOfTwiceTheSizeAreTheMeansOfTheirPixels() {
    byte[] small = levels(3, GREY);
    ImageDimensions twice = new ImageDimensions(16, 16, 1);
    byte[] large = new byte[3 * twice.bytes()];
    for (int i = 0; i < large.length; i++) {
      int image = i / 256;
      large[i] = small[image * 64 + i / 32 % 8 * 8 + i % 16 / 2];
    }
    try (var extractor = new ClassifierExtractor(TinyClassifier.of(8, 1))) {
      assertThat(extractor.info().resizer()).isEqualTo("area to 8×8");
      assertSame(
          extractor.extract(large, 3, twice).features(),
          extractor.extract(small, 3, GREY).features());
    }
  }

  @Test
  void greyImagesAreRepeatedForAClassifierOfColours() {
    byte[] grey = levels(3, GREY);
    byte[] repeated = new byte[grey.length * 3];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = grey[i / 3];
    }
    try (var extractor = new ClassifierExtractor(TinyClassifier.of(8, 3))) {
      extractor.check(GREY);
      extractor.check(RGB);
      assertSame(
          extractor.extract(grey, 3, GREY).features(),
          extractor.extract(repeated, 3, RGB).features());
    }
  }

  @Test
  void coloursForAClassifierOfGreyAndLongImagesAreRefused() {
    try (var extractor = new ClassifierExtractor(TinyClassifier.of(8, 1))) {
      assertThatThrownBy(() -> extractor.check(RGB))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the images are RGB, but the classifier sees grey ones");
      assertThatThrownBy(() -> extractor.check(new ImageDimensions(8, 12, 1)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the images are 12×8");
    }
  }
}
