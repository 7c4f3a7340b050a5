package dev.gantry.data;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Images a second of one thread's processor time, by format and decoder; the package's page has a
 * table of it. Processor time, so that other work on the machine matters less; TensorFlow runs on
 * the calling thread for it. Runs a minute: {@code java -cp ... dev.gantry.data.DecoderBenchmark}.
 */
public final class DecoderBenchmark {
  private static final int[][] SIZES = {{32, 32}, {178, 218}};
  private static final long MEASURE_NANOS = MILLISECONDS.toNanos(600);

  private static final RunOptions ON_CALLER =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private DecoderBenchmark() {}

  /** Prints the table. */
  public static void main(String[] args) throws IOException {
    System.out.printf("%-10s %-18s %10s %10s %10s%n", "size", "format", "commons", "jdk", "tf");
    for (int[] size : SIZES) {
      for (Map.Entry<String, byte[]> file : files(size[0], size[1]).entrySet()) {
        System.out.printf(
            Locale.ROOT,
            "%-10s %-18s %10s %10s %10s%n",
            size[0] + "x" + size[1],
            file.getKey(),
            rate(new CommonsImagingDecoder(), file.getValue()),
            rate(new ImageIoDecoder(), file.getValue()),
            tensorFlowRate(file.getValue()));
      }
    }
  }

  private static Map<String, byte[]> files(int width, int height) throws IOException {
    BufferedImage picture = picture(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("PNG", encode(picture, "png", false));
    files.put(
        "PNG grey", encode(picture(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", false));
    files.put("JPEG", encode(picture, "jpeg", false));
    files.put("JPEG progressive", encode(picture, "jpeg", true));
    files.put("GIF", encode(picture(width, height, BufferedImage.TYPE_BYTE_INDEXED), "gif", false));
    files.put("BMP", encode(picture, "bmp", false));
    files.put("TIFF", encode(picture, "tiff", false));
    return files;
  }

  /** Smooth shapes with some noise, which compress about as photographs do. */
  private static BufferedImage picture(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          double wave = Math.sin(x * 0.05 * (c + 1)) * Math.cos(y * 0.04 * (c + 1));
          int value = (int) (128 + 90 * wave + random.nextInt(16));
          rgb = rgb << 8 | Math.max(0, Math.min(255, value));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static byte[] encode(BufferedImage image, String format, boolean progressive)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static String rate(ImageDecoder decoder, byte[] file) {
    try {
      return rate(() -> decoder.decode(file));
    } catch (IOException e) {
      return "no";
    }
  }

  private static String tensorFlowRate(byte[] file) throws IOException {
    ImageFormat format = ImageFormat.of(file);
    if (format == ImageFormat.TIFF) {
      return "no";
    }
    if (format == ImageFormat.JPEG) {
      ImageHeader header = ImageHeader.of(file);
      try (var session = new JpegSession()) {
        return rate(() -> session.decode(file, header));
      }
    }
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> contents = tf.placeholder(TString.class);
      Operand<TUint8> image =
          switch (format) {
            case PNG -> tf.image.decodePng(contents, TUint8.class);
            case GIF -> tf.image.decodeGif(contents);
            case BMP -> tf.image.decodeBmp(contents);
            case JPEG, TIFF -> throw new IllegalArgumentException(format.name());
          };
      try (Session session = new Session(graph)) {
        return rate(
            () -> {
              try (TString fed = TString.tensorOfBytes(NdArrays.scalarOfObject(file));
                  var result =
                      session
                          .runner()
                          .setOptions(ON_CALLER)
                          .feed(contents, fed)
                          .fetch(image)
                          .run()) {
                byte[] pixels = new byte[(int) result.get(0).asRawTensor().numBytes()];
                result.get(0).asRawTensor().data().read(pixels);
              }
            });
      }
    }
  }

  private static String rate(Decoding decoding) throws IOException {
    measure(decoding);
    return String.format(Locale.ROOT, "%.0f", measure(decoding));
  }

  private static double measure(Decoding decoding) throws IOException {
    long start = THREADS.getCurrentThreadCpuTime();
    long count = 0;
    long elapsed;
    do {
      decoding.run();
      count++;
      elapsed = THREADS.getCurrentThreadCpuTime() - start;
    } while (elapsed < MEASURE_NANOS);
    return count * 1e9 / elapsed;
  }

  private interface Decoding {
    void run() throws IOException;
  }
}
