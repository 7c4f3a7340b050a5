package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.export.DiscriminatorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.model.ClassHead;
import dev.gantry.model.DiscriminatorLabels;
import dev.gantry.model.Judgement;
import dev.gantry.model.LabelChannel;
import dev.gantry.model.LabelProjection;
import dev.gantry.nn.FrozenVariables;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class DiscriminatorTest {
  private static final int COUNT = 3;
  private static final int[] LABELS = {2, 0, 1};

  @TempDir private Path folder;

  static Stream<DiscriminatorLabels> labels() {
    return Stream.of(LabelChannel.defaults(), LabelProjection.defaults(), ClassHead.defaults());
  }

  private Discriminator open(DiscriminatorSnapshot snapshot) {
    Path model = folder.resolve("tiny-discriminator");
    SavedModelExporter.export(snapshot, model);
    return Discriminator.open(model);
  }

  private static List<BufferedImage> pictures(int count) {
    Random random = new Random(4);
    List<BufferedImage> pictures = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 64; i++) {
        picture.setRGB(i % 8, i / 8, random.nextInt(1 << 24));
      }
      pictures.add(picture);
    }
    return pictures;
  }

  /** What the network says, built and run without an export. */
  private static float[] network(DiscriminatorSnapshot snapshot, String question) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      float[] signed = new float[COUNT * 64 * 3];
      List<BufferedImage> pictures = pictures(COUNT);
      for (int i = 0; i < signed.length; i++) {
        int pixel = i / 3 % 64;
        int colour = pictures.get(i / 192).getRGB(pixel % 8, pixel / 8);
        signed[i] = (colour >> (16 - 8 * (i % 3)) & 0xff) / 127.5f - 1;
      }
      Pass pass =
          new Pass(
              scratch.tf(),
              "discriminator",
              new FrozenVariables(snapshot.variables()),
              Pass.Mode.INFERENCE,
              Precision.FLOAT32);
      Judgement judgement =
          snapshot
              .config()
              .discriminator()
              .judge(
                  pass,
                  scratch.constant(Shape.of(COUNT, 8, 8, 3), signed),
                  oneHot(scratch, snapshot));
      return scratch.values(
          switch (question) {
            case "score" -> judgement.scores();
            case "features" -> judgement.features();
            default -> judgement.classLogits().orElseThrow();
          });
    }
  }

  private static Optional<Operand<TFloat32>> oneHot(
      ScratchGraph scratch, DiscriminatorSnapshot snapshot) {
    if (!snapshot.config().conditioning().usesLabels()) {
      return Optional.empty();
    }
    float[] rows = new float[COUNT * 3];
    for (int i = 0; i < COUNT; i++) {
      rows[3 * i + LABELS[i]] = 1;
    }
    return Optional.of(scratch.constant(Shape.of(COUNT, 3), rows));
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return all;
  }

  @Test
  void scoresAndFeaturesAreThoseOfTheNetwork() {
    DiscriminatorSnapshot snapshot = Snapshots.dcganDiscriminator();
    try (Discriminator discriminator = open(snapshot)) {
      float[] scores = network(snapshot, "score");
      assertThat(scores[0]).isNotEqualTo(scores[1]);
      assertThat(discriminator.score(pictures(COUNT))).containsExactly(scores, within(1e-4f));
      assertThat(flat(discriminator.features(pictures(COUNT))))
          .containsExactly(network(snapshot, "features"), within(1e-4f));
      assertThat(discriminator.needsLabels()).isFalse();
      assertThat(discriminator.labels()).isEmpty();
      assertThat(discriminator.imageHeight()).isEqualTo(8);
      assertThat(discriminator.imageWidth()).isEqualTo(8);
      assertThat(discriminator.channels()).isEqualTo(3);
      assertThat(discriminator.features(pictures(1))[0]).hasSize(discriminator.featureCount());
      assertThat(discriminator.info().provenance()).containsEntry("kimg", "12");
    }
  }

  @ParameterizedTest
  @MethodSource("labels")
  void classesEnterAsTheNetworkTakesThem(DiscriminatorLabels labels) {
    DiscriminatorSnapshot snapshot = Snapshots.discriminator(labels);
    boolean told = !(labels instanceof ClassHead);
    try (Discriminator discriminator = open(snapshot)) {
      List<BufferedImage> pictures = pictures(COUNT);
      assertThat(discriminator.needsLabels()).isEqualTo(told);
      assertThat(discriminator.labels()).containsExactly("cat", "dog", "owl");
      float[] scores = told ? discriminator.score(pictures, LABELS) : discriminator.score(pictures);
      assertThat(scores).containsExactly(network(snapshot, "score"), within(1e-4f));
      if (labels instanceof LabelChannel) {
        assertThat(flat(discriminator.features(pictures, LABELS)))
            .containsExactly(network(snapshot, "features"), within(1e-4f));
      }
      if (told) {
        assertThat(discriminator.score(pictures, new int[] {0, 0, 1})[0]).isNotEqualTo(scores[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> discriminator.score(pictures));
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> discriminator.score(pictures, LABELS))
            .withMessageContaining("leave the labels out");
      }
    }
  }

  @Test
  void classProbabilitiesAreTheSoftmaxOfTheHead() {
    DiscriminatorSnapshot snapshot = Snapshots.discriminator(ClassHead.defaults());
    float[] logits = network(snapshot, "class_logits");
    try (Discriminator discriminator = open(snapshot)) {
      float[][] rows = discriminator.classProbabilities(pictures(COUNT));
      for (int i = 0; i < COUNT; i++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += Math.exp(logits[3 * i + k]);
        }
        for (int k = 0; k < 3; k++) {
          assertThat(rows[i][k])
              .isCloseTo((float) (Math.exp(logits[3 * i + k]) / sum), within(1e-4f));
        }
      }
    }
    try (Discriminator blind = open(Snapshots.dcganDiscriminator())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> blind.classProbabilities(pictures(1)))
          .withMessageContaining("no class head");
    }
  }

  @Test
  void manyPicturesAreJudgedPartByPart() {
    try (Discriminator discriminator = open(Snapshots.discriminator(LabelProjection.defaults()))) {
      List<BufferedImage> many = pictures(150);
      int[] labels = new int[150];
      for (int i = 0; i < 150; i++) {
        labels[i] = i % 3;
      }
      float[] scores = discriminator.score(many, labels);
      assertThat(scores).hasSize(150);
      assertThat(discriminator.score(many.subList(149, 150), new int[] {149 % 3})[0])
          .isCloseTo(scores[149], within(1e-4f));
    }
  }

  @Test
  void greyPicturesOfEveryTypeAreTheSame() {
    try (Discriminator discriminator = open(Snapshots.dcganDiscriminator())) {
      BufferedImage rgb = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      for (int i = 0; i < 64; i++) {
        rgb.setRGB(i % 8, i / 8, i * 3 * 0x010101);
        grey.getRaster().setSample(i % 8, i / 8, 0, i * 3);
      }
      float[] scores = discriminator.score(List.of(rgb, grey));
      assertThat(scores[1]).isEqualTo(scores[0]);
    }
  }

  @Test
  void whatDoesNotGoWithTheModelIsRefused() {
    try (Discriminator discriminator = open(Snapshots.discriminator(LabelProjection.defaults()))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> discriminator.score(List.of(), new int[0]))
          .withMessageContaining("no pictures");
      BufferedImage large = new BufferedImage(9, 8, BufferedImage.TYPE_INT_RGB);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> discriminator.score(List.of(large), new int[] {0}))
          .withMessage("picture 0 has 9×8 pixels; this model takes 8×8");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> discriminator.score(pictures(1), new int[] {3}))
          .withMessageContaining("label is 3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> discriminator.score(pictures(2), new int[] {0}))
          .withMessageContaining("give one each");
    }
  }

  @Test
  void closedOneRefusesAndClosingAgainDoesNothing() {
    Discriminator discriminator = open(Snapshots.dcganDiscriminator());
    discriminator.close();
    discriminator.close();
    assertThatIllegalStateException().isThrownBy(() -> discriminator.score(pictures(1)));
  }

  @Test
  void modelsOfAnotherKindAreNamedForWhatTheyAre() {
    Path generator = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("g"));
    Path discriminator =
        SavedModelExporter.export(Snapshots.dcganDiscriminator(), folder.resolve("d"));

    assertThatThrownBy(() -> Discriminator.open(generator))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("open it with dev.gantry.Generator");
    assertThatThrownBy(() -> Generator.open(discriminator))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("open it with dev.gantry.Discriminator");
    assertThatThrownBy(() -> Upscaler.open(discriminator))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("open it with dev.gantry.Discriminator");
  }
}
