package dev.gantry.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes by the JDK's readers, and the JPEGs in ink colours (CMYK, YCCK) that they refuse. */
final class ImageIoDecoder implements ImageDecoder {
  @Override
  public Picture decode(byte[] file) throws UnreadableImageException {
    ImageHeader header = ImageHeader.of(file);
    EndMarker.require(header.format(), file);
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(header.format().name());
    if (!readers.hasNext()) {
      throw new UnreadableImageException("this JDK has no %s reader".formatted(header.format()));
    }
    ImageReader reader = readers.next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      return read(reader, header, file);
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Readers meet damaged files with all kinds of exceptions, and with arrays as large as a
      // damaged file asks for.
      throw Undecodable.of(header.format(), e);
    } finally {
      reader.dispose();
    }
  }

  private static Picture read(ImageReader reader, ImageHeader header, byte[] file)
      throws IOException {
    if (header.format() == ImageFormat.JPEG && header.components() == 4) {
      return Ink.of(file).toRgb(reader.readRaster(0, null));
    }
    ImageReadParam parameters = reader.getDefaultReadParam();
    switch (header.format()) {
      case PNG, JPEG -> interleaved(reader).ifPresent(parameters::setDestination);
      // The readers of these are fastest with the order that the file has.
      case GIF, BMP, TIFF -> {}
    }
    return PictureConverter.picture(reader.read(0, parameters));
  }

  /**
   * An empty image in the reader's own colours, with its bands in the order of a {@link Picture}.
   * The readers of PNG and JPEG have rows in that order and copy them into such an image, but turn
   * every pixel around for the BGR that they choose themselves. Empty where the samples are not
   * bytes of their own.
   */
  private static Optional<BufferedImage> interleaved(ImageReader reader) throws IOException {
    ImageTypeSpecifier type = reader.getImageTypes(0).next();
    ColorModel colours = type.getColorModel();
    if (!(colours instanceof ComponentColorModel)
        || colours.getTransferType() != DataBuffer.TYPE_BYTE
        || colours.getComponentSize(0) != Byte.SIZE) {
      return Optional.empty();
    }
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE,
            reader.getWidth(0),
            reader.getHeight(0),
            colours.getNumComponents(),
            null);
    return Optional.of(new BufferedImage(colours, raster, colours.isAlphaPremultiplied(), null));
  }
}
