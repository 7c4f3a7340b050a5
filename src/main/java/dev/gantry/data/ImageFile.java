package dev.gantry.data;

import dev.gantry.error.UserException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One picture in a file of its own, in any format that sets of images may have. */
public final class ImageFile {
  private ImageFile() {}

  /**
   * Decodes a file as images to train on are decoded: transparent pixels lie over white, 16 bits
   * keep their upper 8, embedded colour profiles are not applied.
   *
   * @return {@link BufferedImage#TYPE_INT_RGB}, for grey files with equal red, green and blue
   * @throws UserException if it is not there, no image, damaged, or too large
   */
  public static BufferedImage read(Path file) {
    return image(decode(file));
  }

  /**
   * Decodes a file and brings it to one shape, as images to train on are brought: cropped to the
   * square in its centre, made grey or RGB, resized.
   *
   * @param shape of the result; square
   * @return [height, width, channels] in row-major order, black 0 and white 1
   * @throws UserException as {@link #read} does
   */
  public static float[] prepared(Path file, ImageDimensions shape, DataConfig.Resize filter) {
    byte[] levels = new Preparation(shape, filter).prepare(decode(file));
    float[] values = new float[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (levels[i] & 0xff) / 255f;
    }
    return values;
  }

  private static Picture decode(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "%s is %s; give the file of a picture"
              .formatted(file, Files.exists(file) ? "not a file" : "not there"));
    }
    try (InputStream in = Files.newInputStream(file);
        ImageDecoder decoder = ImageDecoder.standard()) {
      return decoder.decode(EncodedImages.read(in, Files.size(file)));
    } catch (UnreadableImageException e) {
      throw new UserException(
          "%s is not a whole picture (%s); give a PNG, JPEG, GIF, BMP or TIFF"
              .formatted(file, Unreadable.oneLine(e)),
          e);
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  private static BufferedImage image(Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[picture.width()];
    int step = picture.channels();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int at = (y * row.length + x) * step;
        row[x] =
            (picture.pixels()[at] & 0xff) << 16
                | (picture.pixels()[at + step / 2] & 0xff) << 8
                | (picture.pixels()[at + step - 1] & 0xff);
      }
      image.getRaster().setDataElements(0, y, row.length, 1, row);
    }
    return image;
  }
}
