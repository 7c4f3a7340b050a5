package dev.gantry.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.augment.Augmentation;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.io.Sha256;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.nn.Precision;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import dev.gantry.testing.Stripes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class ClassifierTest {
  private static final ClassifierTraining TRAINING =
      new ClassifierTraining(4, 8, 8, 0.01, Augmentation.defaults(), Precision.FLOAT32, 3);

  private static final ClassifierTraining.Progress SILENCE =
      new ClassifierTraining.Progress() {
        @Override
        public void moved(long images, long total) {}

        @Override
        public void epoch(int epoch, double loss, double accuracy) {}
      };

  @TempDir Path folder;

  private final List<Double> losses = new ArrayList<>();

  private Classifier train(ImageSet images) {
    return TRAINING.train(
        images,
        "stripes",
        new ClassifierTraining.Progress() {
          @Override
          public void moved(long shown, long total) {
            assertThat(shown).isLessThan(total);
          }

          @Override
          public void epoch(int epoch, double loss, double accuracy) {
            losses.add(loss);
          }
        });
  }

  @Test
  void whatIsTrainedTellsHeldOutImagesRightAndSoDoesWhatIsReadAgain() {
    ImageSet images = Stripes.images(120);
    Classifier trained = train(images);
    assertThat(losses).hasSize(8);
    assertThat(losses.get(7)).isLessThan(losses.get(0) / 2);
    assertThat(trained.info().accuracy()).isGreaterThan(0.9);

    trained.write(folder.resolve("classifiers/stripes"));
    Classifier read = Classifier.open(folder.resolve("classifiers/stripes"));

    assertThat(read.info()).isEqualTo(trained.info());
    assertThat(read.variables().keySet()).isEqualTo(trained.variables().keySet());
    read.variables()
        .forEach((name, values) -> assertThat(values).isEqualTo(trained.variables().get(name)));
    assertThat(right(read, images)).isGreaterThan(0.9);
  }

  /** The share of all images that the frozen network tells right. */
  private static double right(Classifier classifier, ImageSet images) {
    float[] signed = new float[images.count() * 64];
    for (int i = 0; i < images.count(); i++) {
      ByteBuffer bytes = ByteBuffer.allocate(64);
      images.copy(i, bytes);
      for (int k = 0; k < 64; k++) {
        signed[i * 64 + k] = (bytes.get(k) & 0xff) / 127.5f - 1;
      }
    }
    ClassifierNetwork network = classifier.info().network();
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> input = scratch.constant(Shape.of(images.count(), 8, 8, 1), signed);
      var pass = classifier.pass(scratch.tf());
      float[] logits = scratch.values(network.logits(pass, network.features(pass, input)));
      int right = 0;
      for (int i = 0; i < images.count(); i++) {
        int guess = logits[2 * i] > logits[2 * i + 1] ? 0 : 1;
        right += guess == images.label(i) ? 1 : 0;
      }
      return right / (double) images.count();
    }
  }

  @Test
  void aTestSetOfItsOwnJudgesWhereThereIsOne() {
    ImageSet images = Stripes.images(40);
    Classifier trained = TRAINING.train(images, Stripes.images(60), "stripes", SILENCE);
    assertThat(trained.info().judged()).isEqualTo(ClassifierInfo.Judged.TEST_SPLIT);
    assertThat(trained.info().judgedBy()).isEqualTo(60);
    assertThat(trained.info().accuracy()).isGreaterThan(0.9);

    assertThatThrownBy(() -> TRAINING.train(images, Stripes.unlabelled(60), "stripes", SILENCE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the test images of stripes have the classes []");
  }

  @Test
  void flippedAndShiftedImagesInBfloat16AreLearnedToo() {
    ImageSet images = Stripes.images(40);
    ClassifierTraining training =
        new ClassifierTraining(
            4, 8, 8, 0.01, ClassifierTraining.augmentation(true, true), Precision.BFLOAT16, 3);
    Classifier trained = training.train(images, images, "stripes", SILENCE);
    assertThat(trained.info().accuracy()).isGreaterThan(0.9);
  }

  @Test
  void theShippedClassifierIsWhatItsNoticeSays() throws Exception {
    Classifier shipped = Classifier.shippedMnist();
    assertThat(shipped.info().judged()).isEqualTo(ClassifierInfo.Judged.TEST_SPLIT);
    try (InputStream weights = Classifier.class.getResourceAsStream("mnist/weights.bin");
        InputStream notice = Classifier.class.getResourceAsStream("mnist/NOTICE")) {
      byte[] bytes = weights.readAllBytes();
      assertThat(bytes).hasSizeLessThan(1_000_000);
      assertThat(HexFormat.of().formatHex(Sha256.digest().digest(bytes)))
          .isEqualTo(shipped.info().weightsSha256());
      assertThat(new String(notice.readAllBytes(), StandardCharsets.UTF_8))
          .contains("%.2f %%".formatted(shipped.info().accuracy() * 100))
          .contains("--width " + shipped.info().width());
    }
    assertThat(shipped.info().accuracy()).isGreaterThan(0.99);
  }

  @Test
  void theSameSeedGivesTheSameHash() {
    ImageSet images = Stripes.images(120);
    assertThat(train(images).info().weightsSha256())
        .isEqualTo(train(images).info().weightsSha256());
  }

  @Test
  void imagesWithoutClassesOrTooFewAreRefused() {
    assertThatThrownBy(() -> train(Stripes.unlabelled(120)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "stripes has no labels; a classifier needs at least two classes, such as the subfolders"
                + " of a folder");
    assertThatThrownBy(() -> train(Stripes.images(8)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("stripes has 8 images");
  }

  @Test
  void aFolderThatIsDamagedNoneOrTakenIsRefused() throws Exception {
    Path made = folder.resolve("made");
    Classifier trained = train(Stripes.images(40));
    trained.write(made);
    assertThatThrownBy(() -> trained.write(made))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is there already");
    assertThatThrownBy(() -> Classifier.open(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is no classifier");

    Path weights = made.resolve("weights.bin");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[7] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> Classifier.open(made))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("SHA-256");
    Files.write(weights, new byte[12]);
    assertThatThrownBy(() -> Classifier.open(made))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("it has 12 bytes");
    Files.writeString(made.resolve("classifier.json"), "{\"format\": 1}");
    assertThatThrownBy(() -> Classifier.open(made))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("classifier.json is damaged");
  }
}
