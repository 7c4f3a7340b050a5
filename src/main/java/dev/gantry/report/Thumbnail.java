package dev.gantry.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A small JPEG of a picture, by the JDK: Commons Imaging writes none. */
public final class Thumbnail {
  private static final int MAX_WIDTH = 360;

  private Thumbnail() {}

  /**
   * The bytes of a JPEG at most 360 pixels wide.
   *
   * @throws dev.gantry.error.UserException if the file is not a PNG
   */
  public static byte[] of(Path png) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A stream of ImageIO's choosing would have a temporary file and a hook at the JVM's end, which
    // cannot be added any more while a run that was told to stop saves its last report.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(shrink(Png.read(png)), "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException("a JPEG could not be encoded in memory", e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage shrink(BufferedImage image) {
    int width = Math.min(MAX_WIDTH, image.getWidth());
    int height = Math.max(1, (int) ((long) image.getHeight() * width / image.getWidth()));
    // JPEG has no alpha, and the JDK would write four channels that browsers read as CMYK.
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }
}
