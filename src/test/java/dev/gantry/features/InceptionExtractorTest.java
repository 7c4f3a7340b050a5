package dev.gantry.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** A small graph with the published one's nodes goes the same way as that would. */
@ExtendWith(LeakCheck.class)
class InceptionExtractorTest {
  private static final ImageDimensions SHAPE = new ImageDimensions(9, 7, 3);

  @TempDir Path folder;

  private static InceptionExtractor tiny() {
    return InceptionExtractor.ofTestGraph(TinyInception.graph().toByteArray());
  }

  private static byte[] images(int count, ImageDimensions shape) {
    byte[] levels = new byte[count * shape.bytes()];
    new Random(4).nextBytes(levels);
    return levels;
  }

  private static byte[] image(byte[] levels, int index) {
    return Arrays.copyOfRange(levels, index * SHAPE.bytes(), (index + 1) * SHAPE.bytes());
  }

  /** What the graph as it was published makes of one image, fed where the published code does. */
  private static float[] published(byte[] image) {
    float[] values = new float[TinyInception.CHANNELS];
    try (Graph graph = new Graph()) {
      graph.importGraphDef(TinyInception.graph());
      try (Session session = new Session(graph);
          TFloat32 levels =
              TFloat32.tensorOf(
                  Shape.of(1, SHAPE.height(), SHAPE.width(), 3),
                  tensor -> {
                    for (int i = 0; i < image.length; i++) {
                      tensor.asRawTensor().data().asFloats().setFloat(image[i] & 0xff, i);
                    }
                  });
          Result result = session.runner().feed("ExpandDims:0", levels).fetch("pool_3:0").run()) {
        result.get(0).asRawTensor().data().asFloats().read(values);
      }
    }
    return values;
  }

  @Test
  void aBatchGivesWhatThePublishedGraphGivesImageByImage() {
    byte[] levels = images(35, SHAPE);
    try (InceptionExtractor extractor = tiny()) {
      Extraction batch = extractor.extract(levels, 35, SHAPE);
      for (int i : new int[] {0, 1, 31, 32, 34}) {
        float[] one = published(image(levels, i));
        Extraction alone = extractor.extract(image(levels, i), 1, SHAPE);
        for (int k = 0; k < TinyInception.CHANNELS; k++) {
          float value = batch.features().values()[i * TinyInception.CHANNELS + k];
          assertThat(value).isCloseTo(one[k], within(1e-5f));
          assertThat(value).isCloseTo(alone.features().values()[k], within(1e-5f));
        }
      }
    }
  }

  @Test
  void aFlatImageGivesTheClosedFormAndClassesWithoutBias() {
    byte[] levels = new byte[SHAPE.bytes()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (200 - 60 * (i % 3));
    }
    double[] features = new double[TinyInception.CHANNELS];
    for (int k = 0; k < features.length; k++) {
      double sum = 0;
      for (int colour = 0; colour < 3; colour++) {
        sum +=
            (200 - 60 * colour - 128) / 128.0 * TinyInception.KERNEL[colour * features.length + k];
      }
      double deviation = Math.sqrt(TinyInception.VARIANCE[k] + TinyInception.EPSILON);
      features[k] = Math.max(0, (sum - TinyInception.MEAN[k]) / deviation + TinyInception.BETA[k]);
    }
    double[] exponentials = new double[TinyInception.CLASSES];
    for (int c = 0; c < exponentials.length; c++) {
      exponentials[c] =
          Math.exp(
              features[0] * TinyInception.WEIGHTS[c]
                  + features[1] * TinyInception.WEIGHTS[TinyInception.CLASSES + c]);
    }

    try (InceptionExtractor extractor = tiny()) {
      Extraction extraction = extractor.extract(levels, 1, SHAPE);
      for (int k = 0; k < features.length; k++) {
        assertThat((double) extraction.features().values()[k]).isCloseTo(features[k], within(1e-4));
      }
      double all = Arrays.stream(exponentials).sum();
      for (int c = 0; c < exponentials.length; c++) {
        assertThat((double) extraction.probabilities().values()[c])
            .isCloseTo(exponentials[c] / all, within(1e-4));
      }
    }
  }

  @Test
  void greyIsTheSameAsThatGreyInAllColours() {
    ImageDimensions grey = new ImageDimensions(9, 7, 1);
    byte[] levels = images(2, grey);
    byte[] repeated = new byte[levels.length * 3];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = levels[i / 3];
    }
    try (InceptionExtractor extractor = tiny()) {
      extractor.check(grey);
      assertThat(extractor.extract(levels, 2, grey).features().values())
          .isEqualTo(extractor.extract(repeated, 2, SHAPE).features().values());
    }
  }

  @Test
  void onlyThePublishedHashIsCalledInception() {
    try (InceptionExtractor extractor = tiny()) {
      assertThat(extractor.info().inception()).isFalse();
      assertThat(extractor.info().features()).isEqualTo(TinyInception.CHANNELS);
      assertThat(extractor.info().classes()).isEqualTo(TinyInception.CLASSES);
    }
  }

  @Test
  void anotherFileIsRefusedInOneLine() throws Exception {
    assertRefused(folder.resolve("none.pb"), "none.pb cannot be read (no such file or folder)");
    assertRefused(folder, InceptionGraph.FILE + " cannot be read");
    Path file = folder.resolve("graph.pb");
    Files.write(file, TinyInception.graph().toByteArray());
    assertRefused(file, "bytes, not 95,673,916); run gantry metrics fetch");
    try (FileChannel sparse = FileChannel.open(file, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.allocate(1), InceptionGraph.BYTES - 1);
    }
    assertRefused(file, "its SHA-256 is ");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> InceptionExtractor.open(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aGraphWithoutTheNodesIsRefused() {
    assertThatThrownBy(
            () -> InceptionExtractor.ofTestGraph(GraphDef.getDefaultInstance().toByteArray()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("it has no node ExpandDims");
    assertThatThrownBy(() -> InceptionExtractor.ofTestGraph(new byte[] {1, 2, 3}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no TensorFlow graph");
  }
}
