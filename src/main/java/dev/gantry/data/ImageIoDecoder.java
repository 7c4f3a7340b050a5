package dev.gantry.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
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
    return PictureConverter.picture(reader.read(0));
  }
}
