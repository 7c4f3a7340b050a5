package dev.gantry.dedup;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Images of 32 × 32 in RGB, and behind them changed copies of some.
 *
 * @param images the originals, then the copies of each kind
 * @param originals how many there are
 * @param copied the original of each copy
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record PlantedDuplicates(ImageSet images, int originals, int[] copied) {
  private static final int SIDE = 32;
  private static final int BYTES = SIDE * SIDE * 3;

  /** What was done to a copy. */
  enum Kind {
    JPEG_90,
    JPEG_50,
    BRIGHTER_20,
    DARKER_40,
    SHIFTED_1,
    SHIFTED_2,
    CROPPED_1
  }

  /**
   * What was found.
   *
   * @param recall share of each kind's copies that are in a group with their original
   * @param wrong copies that are in a group without it
   * @param natural originals that are like an earlier one
   */
  record Found(Map<Kind, Double> recall, int wrong, int natural) {
    /**
     * The share of true ones among all that would be left out, were none of the originals alike.
     */
    double precision(int copies) {
      double right = recall.values().stream().mapToDouble(share -> share * copies).sum();
      return right / (right + wrong + natural);
    }
  }

  static PlantedDuplicates in(ImageSet source, int copies, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] copied = random.ints((long) copies * Kind.values().length, 0, source.count()).toArray();
    byte[] pixels = new byte[(source.count() + copied.length) * BYTES];
    for (int i = 0; i < source.count(); i++) {
      System.arraycopy(image(source, i), 0, pixels, i * BYTES, BYTES);
    }
    for (int i = 0; i < copied.length; i++) {
      byte[] copy = changed(image(source, copied[i]), Kind.values()[i / copies]);
      System.arraycopy(copy, 0, pixels, (source.count() + i) * BYTES, BYTES);
    }
    return new PlantedDuplicates(
        ImageSet.of(new ImageDimensions(SIDE, SIDE, 3), pixels), source.count(), copied);
  }

  private static byte[] image(ImageSet images, int index) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    images.copy(index, bytes);
    return bytes.array();
  }

  private static byte[] changed(byte[] image, Kind kind) {
    return switch (kind) {
      case JPEG_90 -> jpeg(image, 0.9f);
      case JPEG_50 -> jpeg(image, 0.5f);
      case BRIGHTER_20 -> brighter(image, 20);
      case DARKER_40 -> brighter(image, -40);
      case SHIFTED_1 -> shifted(image, 0, 1);
      case SHIFTED_2 -> shifted(image, 2, -1);
      case CROPPED_1 -> cropped(image);
    };
  }

  private static byte[] brighter(byte[] image, int levels) {
    byte[] changed = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      changed[i] = (byte) Math.max(0, Math.min(255, (image[i] & 0xff) + levels));
    }
    return changed;
  }

  private static byte[] shifted(byte[] image, int down, int right) {
    BufferedImage target = picture(image);
    target.createGraphics().drawImage(picture(image), right, down, null);
    return bytes(target);
  }

  private static byte[] cropped(byte[] image) {
    BufferedImage target = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = target.createGraphics();
    drawing.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    drawing.drawImage(picture(image), 0, 0, SIDE, SIDE, 1, 1, SIDE - 1, SIDE - 1, null);
    return bytes(target);
  }

  private static byte[] jpeg(byte[] image, float quality) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      ImageWriteParam options = writer.getDefaultWriteParam();
      options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      options.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture(image), null, null), options);
      out.flush();
      return bytes(ImageIO.read(new ByteArrayInputStream(file.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage picture(byte[] image) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int red = image[3 * i] & 0xff;
      int green = image[3 * i + 1] & 0xff;
      int blue = image[3 * i + 2] & 0xff;
      picture.setRGB(i % SIDE, i / SIDE, red << 16 | green << 8 | blue);
    }
    return picture;
  }

  private static byte[] bytes(BufferedImage picture) {
    byte[] image = new byte[BYTES];
    for (int i = 0; i < SIDE * SIDE; i++) {
      int rgb = picture.getRGB(i % SIDE, i / SIDE);
      image[3 * i] = (byte) (rgb >> 16);
      image[3 * i + 1] = (byte) (rgb >> 8);
      image[3 * i + 2] = (byte) rgb;
    }
    return image;
  }

  /** Holds groups against what was planted. */
  Found found(List<DuplicateGroup> groups) {
    int copies = copied.length / Kind.values().length;
    Map<Kind, Integer> right = new EnumMap<>(Kind.class);
    int wrong = 0;
    int natural = 0;
    for (DuplicateGroup group : groups) {
      for (DuplicateGroup.Duplicate duplicate : group.duplicates()) {
        int copy = duplicate.index() - originals;
        if (copy < 0) {
          natural++;
        } else if (holds(group, copied[copy])) {
          right.merge(Kind.values()[copy / copies], 1, Integer::sum);
        } else {
          wrong++;
        }
      }
    }
    Map<Kind, Double> recall = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      recall.put(kind, right.getOrDefault(kind, 0) / (double) copies);
    }
    return new Found(recall, wrong, natural);
  }

  /** Whether an original, or another copy of it, is in a group. */
  private boolean holds(DuplicateGroup group, int original) {
    return original(group.kept()) == original
        || group.duplicates().stream().anyMatch(one -> one.index() == original);
  }

  private int original(int image) {
    return image < originals ? image : copied[image - originals];
  }
}
