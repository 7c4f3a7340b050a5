package dev.gantry.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
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
    return (rgb >> 19 & 31) << 10 | (rgb >> 11 & 31) << 5 | (rgb >> 3 & 31);
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

    long pixels(List<Integer> members) {
      return members.stream().mapToLong(bin -> counts[bin]).sum();
    }
  }

  private static List<Box> cut(Bins bins) {
    List<Integer> used = IntStream.range(0, BINS).filter(b -> bins.counts[b] > 0).boxed().toList();
    List<Box> boxes = new ArrayList<>(List.of(Box.of(used, bins)));
    while (boxes.size() < SIZE) {
      Optional<Box> heaviest =
          boxes.stream()
              .filter(box -> box.members().size() > 1)
              .max(Comparator.comparingDouble(Box::weight));
      if (heaviest.isEmpty()) {
        break;
      }
      boxes.remove(heaviest.get());
      boxes.addAll(heaviest.get().halves(bins));
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
  private record Box(List<Integer> members, int shift, double weight) {
    static Box of(List<Integer> members, Bins bins) {
      int widestShift = 0;
      int widest = -1;
      for (int shift = 0; shift <= 10; shift += 5) {
        int width = width(members, shift);
        if (width > widest) {
          widest = width;
          widestShift = shift;
        }
      }
      return new Box(members, widestShift, (double) bins.pixels(members) * widest);
    }

    private static int width(List<Integer> members, int shift) {
      IntSummaryStatistics levels =
          members.stream().mapToInt(bin -> bin >> shift & 31).summaryStatistics();
      return levels.getMax() - levels.getMin();
    }

    /** Two boxes of about as many pixels, both with a bin at least. */
    List<Box> halves(Bins bins) {
      List<Integer> sorted =
          members.stream()
              .sorted(Comparator.comparingInt((Integer bin) -> bin >> shift & 31))
              .toList();
      long half = bins.pixels(members) / 2;
      long seen = bins.counts[sorted.get(0)];
      int middle = 1;
      while (middle < sorted.size() - 1 && seen < half) {
        seen += bins.counts[sorted.get(middle)];
        middle++;
      }
      return List.of(
          of(sorted.subList(0, middle), bins), of(sorted.subList(middle, sorted.size()), bins));
    }

    int mean(Bins bins) {
      long pixels = bins.pixels(members);
      int rgb = 0;
      for (long[] sums : bins.sums) {
        long sum = members.stream().mapToLong(bin -> sums[bin]).sum();
        rgb = rgb << 8 | (int) ((sum + pixels / 2) / pixels);
      }
      return rgb;
    }
  }
}
