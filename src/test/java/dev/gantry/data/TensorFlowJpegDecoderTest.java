package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Progressive JPEGs against the JDK's decoder, which is another build of libjpeg. */
@ExtendWith(LeakCheck.class)
class TensorFlowJpegDecoderTest {
  private static final byte[] COLOUR = Ppm.resource("decode/progressive.jpg");

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 8", "17, 13", "178, 218", "3, 250"})
  void colour_is_what_the_jdk_decodes(int width, int height) throws Exception {
    assertSameAsJdk(progressive(width, height, BufferedImage.TYPE_3BYTE_BGR), 3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "17, 13", "178, 218"})
  void grey_is_what_the_jdk_decodes(int width, int height) throws Exception {
    assertSameAsJdk(progressive(width, height, BufferedImage.TYPE_BYTE_GRAY), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"progressive.jpg", "grey-progressive.jpg"})
  void file_of_another_encoder_is_what_the_jdk_decodes(String name) throws Exception {
    byte[] file = Ppm.resource("decode/" + name);

    assertSameAsJdk(file, ImageHeader.of(file).components());
  }

  @ParameterizedTest
  @CsvSource({
    "progressive.jpg, true",
    "grey-progressive.jpg, true",
    "baseline.jpg, false",
    "grey.jpg, false",
    "cmyk.jpg, false",
    "rgb.png, false"
  })
  void only_progressive_files_suit(String name, boolean suits) throws Exception {
    ImageHeader header = ImageHeader.of(Ppm.resource("decode/" + name));

    assertThat(TensorFlowJpegDecoder.suits(header)).isEqualTo(suits);
  }

  @Test
  void progressive_file_in_ink_colours_suits_not() {
    var header = new ImageHeader(ImageFormat.JPEG, 8, 8, 4, true);

    assertThat(TensorFlowJpegDecoder.suits(header)).isFalse();
  }

  @Test
  void baseline_file_is_refused() {
    try (var decoder = new TensorFlowJpegDecoder()) {
      assertThatThrownBy(() -> decoder.decode(Ppm.resource("decode/baseline.jpg")))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage("it is no progressive JPEG, grey or colour");
    }
  }

  @Test
  void damaged_table_gives_one_line() {
    byte[] file = COLOUR.clone();
    int table = indexOf(file, 0xc4);
    file[table + 5] = -1;

    try (var decoder = new TensorFlowJpegDecoder()) {
      assertThatThrownBy(() -> decoder.decode(file))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage("the JPEG is damaged");
    }
  }

  @Test
  void many_threads_share_a_decoder() throws Exception {
    byte[] file = progressive(64, 64, BufferedImage.TYPE_3BYTE_BGR);
    byte[] expected = new ImageIoDecoder().decode(file).pixels();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (var decoder = new TensorFlowJpegDecoder()) {
      List<Callable<Picture>> work = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        work.add(() -> decoder.decode(file));
      }
      for (Future<Picture> picture : pool.invokeAll(work)) {
        assertThat(difference(picture.get().pixels(), expected)).isLessThanOrEqualTo(2);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void closed_decoder_says_so() throws Exception {
    var decoder = new TensorFlowJpegDecoder();
    decoder.decode(COLOUR);
    decoder.close();
    decoder.close();

    assertThatThrownBy(() -> decoder.decode(COLOUR))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the decoder is closed");
  }

  @Test
  void unused_decoder_closes() {
    var decoder = new TensorFlowJpegDecoder();

    decoder.close();

    assertThatThrownBy(() -> decoder.decode(COLOUR)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void loading_a_folder_leaves_nothing_open(@TempDir Path folder) throws Exception {
    for (int i = 0; i < 20; i++) {
      TestFiles.write(folder.resolve("in/" + i + ".jpg"), COLOUR);
    }
    TestFiles.write(folder.resolve("in/cut.jpg"), new byte[] {-1, (byte) 0xd8, -1});
    var config = new DataConfig(folder.resolve("in").toString(), Split.TRAIN, 8, 3, Resize.AREA, 0);

    ImageSet set =
        ImageLoader.load(config, DataPaths.of(folder.resolve("cache")), (done, total) -> {});

    assertThat(set.count()).isEqualTo(20);
  }

  private static void assertSameAsJdk(byte[] file, int channels) throws IOException {
    Picture expected = new ImageIoDecoder().decode(file);
    try (var decoder = new TensorFlowJpegDecoder()) {
      Picture actual = decoder.decode(file);

      assertThat(actual.channels()).isEqualTo(channels).isEqualTo(expected.channels());
      assertThat(actual.width()).isEqualTo(expected.width());
      assertThat(actual.height()).isEqualTo(expected.height());
      assertThat(difference(actual.pixels(), expected.pixels())).isLessThanOrEqualTo(2);
    }
  }

  private static int difference(byte[] actual, byte[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    int largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)));
    }
    return largest;
  }

  /** Waves with noise, as the JDK's encoder writes them. */
  private static byte[] progressive(int width, int height, int type) throws IOException {
    var image = new BufferedImage(width, height, type);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = (int) (120 + 100 * Math.sin(x * 0.1) + random.nextInt(30));
        int green = (int) (120 + 100 * Math.cos(y * 0.1) + random.nextInt(30));
        image.setRGB(x, y, red << 16 | green << 8 | random.nextInt(60));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static int indexOf(byte[] file, int marker) {
    for (int i = 0; ; i++) {
      if (file[i] == -1 && (file[i + 1] & 0xff) == marker) {
        return i;
      }
    }
  }
}
