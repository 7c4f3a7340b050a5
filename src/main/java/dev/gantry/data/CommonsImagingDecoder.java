package dev.gantry.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.commons.imaging.Imaging;

/** Decodes by Apache Commons Imaging, in plain Java. */
final class CommonsImagingDecoder implements ImageDecoder {
  @Override
  public Picture decode(byte[] file) throws UnreadableImageException {
    ImageHeader header = ImageHeader.of(file);
    try {
      BufferedImage image = Imaging.getBufferedImage(file);
      return PictureConverter.picture(image);
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw Undecodable.of(header.format(), e);
    }
  }
}
