package dev.gantry.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image with at most 256 colours, which is what GIF holds. Grey images keep every level. Colours
 * are cut to 5 bits a channel and chosen by Heckbert's median cut (1982), without dithering, whose
 * noise would double the film.
 */
final class Palette {
  private static final int SIZE = 256;
  private static final int BINS = 1 << 15;

  private Palette() {}

  /** The image in indexed colour. */
  static BufferedImage index(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).allMatch(Palette::isGrey)
        ? indexGrey(image, pixels)
        : indexColor(image, pixels);
  }

  private static boolean isGrey(int rgb) {
    return (rgb & 0xff) == (rgb >> 8 & 0xff) && (rgb & 0xff) == (rgb >> 16 & 0xff);
  }

  private static BufferedImage indexGrey(BufferedImage image, int[] pixels) {
    int[] palette = new int[SIZE];
    Arrays.setAll(palette, level -> level << 16 | level << 8 | level);
    int[] indices = Arrays.stream(pixels).map(rgb -> rgb & 0xff).toArray();
    return indexed(image, palette, indices);
  }

  private static BufferedImage indexColor(BufferedImage image, int[] pixels) {
    Bins bins = new Bins(pixels);
    List<Box> boxes = cut(bins);
    int[] palette = new int[SIZE];
    int[] indexOfBin = new int[BINS];
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      palette[i] = box.mean(bins);
      for (int bin : box.members()) {
        indexOfBin[bin] = i;
      }
    }
    int[] indices = Arrays.stream(pixels).map(rgb -> indexOfBin[bin(rgb)]).toArray();
    return indexed(image, palette, indices);
  }

  private static BufferedImage indexed(BufferedImage image, int[] palette, int[] indices) {
    IndexColorModel colors =
        new IndexColorModel(8, SIZE, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage result =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colors);
    WritableRaster raster = result.getRaster();
    raster.setSamples(0, 0, image.getWidth(), image.getHeight(), 0, indices);
    return result;
  }

  private static int bin(int rgb) {
    return (((rgb >> 19) & 31) << 10) | (((rgb >> 11) & 31) << 5) | ((rgb >> 3) & 31);
  }

  /** How many pixels fall in each bin, and the sums of their channels. */
  private static final class Bins {
    final int[] counts = new int[BINS];
    final long[][] sums = new long[3][BINS];

    Bins(int[] pixels) {
      for (int rgb : pixels) {
        int bin = bin(rgb);
        counts[bin]++;
        for (int channel = 0; channel < 3; channel++) {
          sums[channel][bin] += rgb >> (16 - 8 * channel) & 0xff;
        }
      }
    }
  }

  private static List<Box> cut(Bins bins) {
    int[] used = IntStream.range(0, BINS).filter(b -> bins.counts[b] > 0).toArray();
    List<Box> boxes = new ArrayList<>(List.of(Box.of(used, bins)));
    while (boxes.size() < SIZE) {
      Box widest =
          boxes.stream()
              .filter(box -> box.members().length > 1)
              .max(Comparator.comparingDouble(Box::weight))
              .orElse(null);
      if (widest == null) {
        break;
      }
      boxes.remove(widest);
      boxes.addAll(widest.halves(bins));
    }
    return boxes;
  }

  /**
   * Bins of similar colour.
   *
   * @param members the bins
   * @param shift position of the channel in which they differ most
   * @param weight pixels times that difference: the box with most of it is cut next
   */
  private record Box(int[] members, int shift, double weight) {
    static Box of(int[] members, Bins bins) {
      int widestShift = 0;
      int widest = -1;
      for (int shift = 0; shift <= 10; shift += 5) {
        int channel = shift;
        int low = Arrays.stream(members).map(bin -> bin >> channel & 31).min().orElse(0);
        int high = Arrays.stream(members).map(bin -> bin >> channel & 31).max().orElse(0);
        if (high - low > widest) {
          widest = high - low;
          widestShift = shift;
        }
      }
      double pixels = Arrays.stream(members).mapToDouble(bin -> bins.counts[bin]).sum();
      return new Box(members, widestShift, pixels * widest);
    }

    List<Box> halves(Bins bins) {
      int[] sorted =
          Arrays.stream(members)
              .boxed()
              .sorted(Comparator.comparingInt((Integer bin) -> bin >> shift & 31))
              .mapToInt(Integer::intValue)
              .toArray();
      long half = Arrays.stream(members).mapToLong(bin -> bins.counts[bin]).sum() / 2;
      int middle = 0;
      for (long seen = 0; middle < sorted.length - 1 && seen < half; middle++) {
        seen += bins.counts[sorted[middle]];
      }
      middle = Math.max(1, middle);
      return List.of(
          of(Arrays.copyOfRange(sorted, 0, middle), bins),
          of(Arrays.copyOfRange(sorted, middle, sorted.length), bins));
    }

    int mean(Bins bins) {
      long pixels = Arrays.stream(members).mapToLong(bin -> bins.counts[bin]).sum();
      int rgb = 0;
      for (long[] sums : bins.sums) {
        long sum = Arrays.stream(members).mapToLong(bin -> sums[bin]).sum();
        rgb = rgb << 8 | (int) ((sum + pixels / 2) / pixels);
      }
      return rgb;
    }
  }
}
