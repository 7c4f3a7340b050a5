package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.augment.Augmentation;
import dev.gantry.classify.ClassifierTraining;
import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.nn.Precision;
import dev.gantry.report.Stats;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Stripes;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose generator enlarges images. */
@ExtendWith(LeakCheck.class)
class EnlargingTest {
  private static final String PIXELS = "{type: pixels, pretrain-kimg: 0.008}";

  @TempDir Path folder;

  /** Remembers comparisons, pictures and the discriminator's weights beside them. */
  private static class Watcher implements TrainingListener {
    final List<Compared> compared = new ArrayList<>();
    final List<Pictures> pictures = new ArrayList<>();

    @Override
    public void compared(Compared now) {
      compared.add(now);
    }

    @Override
    public void pictured(Pictures now) {
      pictures.add(now);
    }

    Map<String, float[]> weights(int picture) {
      return pictures.get(picture).weights();
    }

    boolean moved(String variable, int from, int to) {
      return !Arrays.equals(weights(from).get(variable), weights(to).get(variable));
    }
  }

  private Watcher run(RunConfig config, int images) {
    return run(config, TinyRun.images(config, images));
  }

  private Watcher run(RunConfig config, ImageSet images) {
    return run(config, images, new Watcher());
  }

  private Watcher run(RunConfig config, ImageSet images, Watcher watcher) {
    try (Trainer trainer =
        new Trainer(config, images, new Checkpoints(folder), watcher, new StopSignal())) {
      trainer.train();
    }
    return watcher;
  }

  @Test
  void theDiscriminatorRestsUntilTheImagesOfPretrainingWereShown() {
    Watcher watcher =
        run(TinyRecipes.enlarging(PIXELS, "training.kimg=0.016", "report.picture-kimg=0.008"), 20);
    String kernel = "discriminator/pair0/same/kernel";
    assertThat(watcher.pictures).hasSize(3);
    assertThat(watcher.moved(kernel, 0, 1)).isFalse();
    assertThat(watcher.moved(kernel, 1, 2)).isTrue();
    assertThat(watcher.moved("generator/first/kernel", 0, 1)).isTrue();
    assertThat(watcher.moved("generator/first/kernel", 1, 2)).isTrue();
  }

  @Test
  void picturesShowTheLowTheBicubicTheMadeAndTheRealImage() {
    RunConfig config = TinyRecipes.enlarging(PIXELS, "training.kimg=0.004");
    Watcher watcher = run(config, 20);
    TrainingListener.Pictures shown = watcher.pictures.get(0);
    assertThat(shown.layout().rows()).isEqualTo(4);
    assertThat(shown.layout().columns()).isEqualTo(2);
    FloatBuffer cells = shown.fakes();
    int each = 8 * 8;
    // Of 20 images the last 3 are held out.
    float[] real = signed(TinyRun.images(config, 20), 17);
    float[] low = Arrays.copyOfRange(cells.array(), 0, each);
    assertThat(Arrays.copyOfRange(cells.array(), 6 * each, 7 * each)).isEqualTo(real);
    assertThat(low[0]).isEqualTo(low[1]).isEqualTo(low[8]).isEqualTo(low[9]);
    assertThat(low[0]).isCloseTo((real[0] + real[1] + real[8] + real[9]) / 4, within(1 / 255f));
  }

  private static float[] signed(ImageSet images, int index) {
    ByteBuffer bytes = ByteBuffer.allocate(images.imageBytes());
    images.copy(index, bytes);
    float[] values = new float[bytes.capacity()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * ((bytes.get(i) & 0xff) / 255f) - 1;
    }
    return values;
  }

  @Test
  void heldOutImagesAreComparedAtEveryPicture() {
    Watcher watcher = run(TinyRecipes.enlarging(PIXELS), 20);
    assertThat(watcher.compared).hasSameSizeAs(watcher.pictures);
    assertThat(watcher.compared)
        .allSatisfy(
            each -> {
              assertThat(each.comparison().count()).isEqualTo(3);
              assertThat(each.comparison().bicubic())
                  .isEqualTo(watcher.compared.get(0).comparison().bicubic());
            });
  }

  @Test
  void imagesComeNearerInTheFeaturesOfAClassifierAndThatStaysAsItIs() {
    Path classifier = folder.resolve("classifier");
    new ClassifierTraining(2, 1, 8, 0.01, Augmentation.defaults(), Precision.FLOAT32, 1)
        .train(Stripes.images(40), "stripes", new Silence())
        .write(classifier);
    RunConfig config =
        TinyRecipes.enlarging(
            "{type: features, classifier: \"%s\", stage: 1, pretrain-kimg: 0.2}"
                .formatted(classifier),
            "name=features",
            "training.kimg=0.208",
            "report.tick-kimg=0.1",
            "optimizer.generator.learning-rate=0.01");
    List<Double> losses = new ArrayList<>();
    Watcher watcher =
        new Watcher() {
          @Override
          public void ticked(Stats stats) {
            losses.add(stats.gLoss());
          }
        };
    run(config, Stripes.unlabelled(24), watcher);
    assertThat(losses).hasSizeGreaterThanOrEqualTo(2);
    assertThat(losses.get(1)).isLessThan(losses.get(0));
    assertThat(watcher.weights(0))
        .allSatisfy((name, w) -> assertThat(name).doesNotContain("stage"));
  }

  private static final class Silence implements ClassifierTraining.Progress {
    @Override
    public void moved(long images, long total) {}

    @Override
    public void epoch(int epoch, double loss, double accuracy) {}
  }

  @Test
  void aClassifierThatIsNotThereIsSaidBeforeAnythingIsMade() {
    RunConfig config = TinyRecipes.enlarging("{type: features, classifier: none}", "name=features");
    assertThatThrownBy(() -> Trainer.check(config, TinyRun.images(config, 20)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "none is no classifier: it has no classifier.json; make one with gantry classify"
                + " train");
  }

  @Test
  void moreHeldOutImagesThanOneCallTakesAreCompared() {
    Watcher watcher = run(TinyRecipes.enlarging(PIXELS, "training.kimg=0.004"), 600);
    assertThat(watcher.compared.get(0).comparison().count()).isEqualTo(75);
  }

  @Test
  void learningFromPixelsAloneComesNearerToTheRealImages() {
    Watcher watcher =
        run(
            TinyRecipes.enlarging(
                "{type: pixels, pretrain-kimg: 1}",
                "training.kimg=0.4",
                "report.picture-kimg=0.4",
                "model.generator.normalization=none",
                "optimizer.generator.learning-rate=0.01",
                "average.half-life-kimg=0"),
            waves());
    assertThat(watcher.compared.get(1).comparison().generator().psnr())
        .isGreaterThan(watcher.compared.get(0).comparison().generator().psnr() + 3);
  }

  /** What can be guessed from its smaller self, unlike noise. */
  private static ImageSet waves() {
    int count = 24;
    byte[] pixels = new byte[count * 64];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / 64;
      int row = i / 8 % 8;
      double angle = image + (i % 8) * 0.4 + row * 0.3 * (image % 3 - 1);
      pixels[i] = (byte) Math.round(127.5 + 120 * Math.sin(angle));
    }
    return ImageSet.of(new ImageDimensions(8, 8, 1), pixels);
  }

  @Test
  void heldOutImagesAreNotTrainedOn() {
    RunConfig config = TinyRecipes.enlarging(PIXELS);
    ImageSet all = TinyRun.images(config, 20);
    ImageSet others = HeldOut.others(config, all);
    assertThat(others.count()).isEqualTo(17);
    assertThat(others.hash()).isEqualTo(all.hash());
    assertThat(HeldOut.others(TinyRun.config(), all)).isSameAs(all);
  }

  @Test
  void tooFewImagesBesideTheHeldOutOnesAreRefused() {
    RunConfig config = TinyRecipes.enlarging(PIXELS);
    assertThatThrownBy(() -> Trainer.check(config, TinyRun.images(config, 4)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.source mnist-5k has 3 images to train on, training.batch is 4; use more images or"
                + " a smaller batch");
  }
}
