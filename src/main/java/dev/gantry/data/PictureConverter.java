package dev.gantry.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/** Turns what a decoder made into a {@link Picture}. */
final class PictureConverter {
  private PictureConverter() {}

  /**
   * Takes the samples as they are stored where the image has grey or RGB samples, since {@link
   * BufferedImage#getRGB} would convert grey from linear light and apply embedded profiles.
   */
  static Picture picture(BufferedImage image) throws UnreadableImageException {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    boolean stored = model instanceof ComponentColorModel && bands <= 4 && isInteger(raster);
    if (!stored) {
      return fromArgb(image);
    }
    byte[] samples = samples(raster);
    int pixels = image.getWidth() * image.getHeight();
    byte[] colours =
        switch (bands) {
          case 1, 3 -> samples;
          case 2, 4 -> overWhite(samples, pixels, bands, model.isAlphaPremultiplied());
          default -> throw new UnreadableImageException("it has %d channels".formatted(bands));
        };
    return new Picture(image.getHeight(), image.getWidth(), bands <= 2 ? 1 : 3, colours);
  }

  private static Picture fromArgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[width * height * 3];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        rgb[at++] = (byte) blend(argb >> 16 & 0xff, alpha);
        rgb[at++] = (byte) blend(argb >> 8 & 0xff, alpha);
        rgb[at++] = (byte) blend(argb & 0xff, alpha);
      }
    }
    return new Picture(height, width, 3, rgb);
  }

  private static boolean isInteger(Raster raster) {
    int type = raster.getTransferType();
    return type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
  }

  /** All samples as uint8, bands interleaved in the order of the raster's bands. */
  private static byte[] samples(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int rowSamples = width * raster.getNumBands();
    if (isPacked(raster, 0, 1, 2, 3)) {
      return ((DataBufferByte) raster.getDataBuffer()).getData();
    }
    if (raster.getNumBands() == 3 && isPacked(raster, 2, 1, 0)) {
      return reversed(((DataBufferByte) raster.getDataBuffer()).getData());
    }
    byte[] samples = new byte[rowSamples * height];
    int[] row = new int[rowSamples];
    boolean wide = raster.getTransferType() == DataBuffer.TYPE_USHORT;
    int bits = raster.getSampleModel().getSampleSize(0);
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int sample : row) {
        samples[at++] = (byte) (wide ? sample >> 8 : widen(sample, bits));
      }
    }
    return samples;
  }

  /** Whether the raster is one array of pixels whose bands lie in the given order. */
  private static boolean isPacked(Raster raster, int... order) {
    if (!(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
        || !(raster.getDataBuffer() instanceof DataBufferByte data)) {
      return false;
    }
    int bands = model.getNumBands();
    return Arrays.equals(model.getBandOffsets(), Arrays.copyOf(order, bands))
        && model.getPixelStride() == bands
        && model.getScanlineStride() == bands * raster.getWidth()
        && data.getOffset() == 0
        && data.getData().length == model.getScanlineStride() * raster.getHeight();
  }

  private static byte[] reversed(byte[] bgr) {
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 1] = bgr[i + 1];
      rgb[i + 2] = bgr[i];
    }
    return rgb;
  }

  /** Samples of fewer than 8 bits, spread over 0 to 255. */
  private static int widen(int sample, int bits) {
    return bits >= 8 ? sample : sample * 255 / ((1 << bits) - 1);
  }

  private static byte[] overWhite(byte[] samples, int pixels, int bands, boolean premultiplied) {
    int colours = bands - 1;
    byte[] out = new byte[pixels * colours];
    for (int i = 0; i < pixels; i++) {
      int alpha = samples[i * bands + colours] & 0xff;
      for (int c = 0; c < colours; c++) {
        int value = samples[i * bands + c] & 0xff;
        int over = premultiplied ? Math.min(255, value + 255 - alpha) : blend(value, alpha);
        out[i * colours + c] = (byte) over;
      }
    }
    return out;
  }

  private static int blend(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
