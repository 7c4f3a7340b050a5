package dev.gantry.report;

import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.imaging.ImageInfo;
import org.apache.commons.imaging.bytesource.ByteSource;
import org.apache.commons.imaging.common.BufferedImageFactory;
import org.apache.commons.imaging.formats.png.AbstractPngText;
import org.apache.commons.imaging.formats.png.PngImageInfo;
import org.apache.commons.imaging.formats.png.PngImageParser;
import org.apache.commons.imaging.formats.png.PngImagingParameters;

/**
 * PNG files with text chunks, by Commons Imaging.
 *
 * <p>Values are stored as they are: an image of equal red, green and blue becomes a grey PNG of 8
 * bits, any other a true-colour one. Stateless, so thread-safe.
 */
public final class Png {
  private static final long MAX_PIXELS = 1L << 26;

  private Png() {}

  /**
   * Writes a file aside and renames it.
   *
   * @param text chunks by keyword, such as {@code gantry:seed}; a keyword has 1 to 79 Latin-1
   *     characters. Text in Latin-1 becomes {@code tEXt}, any other {@code iTXt}.
   * @throws UserException if the folder is not there or may not be written to
   * @throws dev.gantry.error.RunException if writing failed otherwise
   */
  public static void write(Path target, BufferedImage image, Map<String, String> text) {
    byte[] bytes = encode(image, text);
    AtomicFile.write(target, out -> out.write(bytes));
  }

  /**
   * The bytes of a PNG file.
   *
   * @param text as in {@link #write}
   */
  public static byte[] encode(BufferedImage image, Map<String, String> text) {
    PngImagingParameters parameters = new PngImagingParameters();
    parameters.setTextChunks(chunks(text));
    // Halves colour grids at twice the time; grey ones are the same with it.
    parameters.setPredictorEnabled(true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new PngImageParser().writeImage(exact(image), bytes, parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("a PNG could not be encoded in memory", e);
    }
    return bytes.toByteArray();
  }

  private static List<AbstractPngText> chunks(Map<String, String> text) {
    SortedMap<String, String> sorted = new TreeMap<>(text);
    return sorted.entrySet().stream().map(e -> chunk(e.getKey(), e.getValue())).toList();
  }

  private static AbstractPngText chunk(String keyword, String text) {
    Check.that(
        !keyword.isEmpty() && keyword.length() <= 79 && isLatin1(keyword),
        "\"%s\" is not a keyword of 1 to 79 Latin-1 characters".formatted(keyword));
    return isLatin1(text)
        ? new AbstractPngText.Text(keyword, text)
        : new AbstractPngText.Itxt(keyword, text, "", keyword);
  }

  private static boolean isLatin1(String text) {
    return StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
  }

  /**
   * Commons Imaging reads pixels by {@code getRGB}, which takes the levels of TYPE_BYTE_GRAY for
   * linear light and would brighten them: such an image is copied level by level.
   */
  private static BufferedImage exact(BufferedImage image) {
    if (image.getType() != BufferedImage.TYPE_BYTE_GRAY) {
      return image;
    }
    int width = image.getWidth();
    BufferedImage copy = new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_INT_RGB);
    WritableRaster raster = copy.getRaster();
    int[] levels = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, levels);
      for (int band = 0; band < 3; band++) {
        raster.setSamples(0, y, width, 1, band, levels);
      }
    }
    return copy;
  }

  /**
   * Reads a file of at most 67,108,864 pixels.
   *
   * @return an image whose {@code getRGB} has the file's values, for grey files too
   * @throws UserException if it is not such a PNG
   */
  public static BufferedImage read(Path file) {
    byte[] bytes = BoundedFile.read(file);
    try {
      ByteSource source = ByteSource.array(bytes, file.toString());
      PngImageParser parser = new PngImageParser();
      PngImagingParameters parameters = new PngImagingParameters();
      parameters.setBufferedImageFactory(new ExactImageFactory());
      Dimension size = parser.getImageSize(source, parameters);
      if ((long) size.width * size.height > MAX_PIXELS) {
        throw new UserException(
            "%s has %d x %d pixels; expected at most %d in all, so give a smaller picture"
                .formatted(file, size.width, size.height, MAX_PIXELS));
      }
      return parser.getBufferedImage(source, parameters);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  /**
   * Reads the text chunks, by keyword.
   *
   * @throws UserException if the file is not a PNG
   */
  public static Map<String, String> text(Path file) {
    byte[] bytes = BoundedFile.read(file);
    Map<String, String> text = new LinkedHashMap<>();
    try {
      ImageInfo info =
          new PngImageParser()
              .getImageInfo(ByteSource.array(bytes, file.toString()), new PngImagingParameters());
      if (info instanceof PngImageInfo png) {
        png.getTextChunks().forEach(chunk -> text.put(chunk.keyword, chunk.text));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, e);
    }
    return text;
  }

  private static UserException damaged(Path file, Exception cause) {
    return new UserException(
        "%s is not a whole PNG (%s); delete it or give another".formatted(file, cause.getMessage()),
        cause);
  }

  /**
   * Commons Imaging's own factory takes TYPE_BYTE_GRAY for grey files and sets it by {@code
   * setRGB}, which loses dark levels in the conversion to linear light (25 becomes 22).
   */
  private static final class ExactImageFactory implements BufferedImageFactory {
    @Override
    public BufferedImage getColorBufferedImage(int width, int height, boolean hasAlpha) {
      return new BufferedImage(
          width, height, hasAlpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    }

    @Override
    public BufferedImage getGrayscaleBufferedImage(int width, int height, boolean hasAlpha) {
      return getColorBufferedImage(width, height, hasAlpha);
    }
  }
}
