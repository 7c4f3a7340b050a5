package dev.gantry.report;

import dev.gantry.error.Check;
import dev.gantry.io.AtomicFile;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Animated GIFs that repeat, above all the training film: the grids of the fixed latents, each with
 * its kimg in a bar below.
 *
 * <p>A training film has at most 64 frames, chosen evenly with the first and the last among them,
 * at most 600 pixels wide, and at most 8 million pixels in all, so that the file stays near 5 MB.
 * Stateless, so thread-safe.
 */
public final class Film {
  private static final int MAX_FRAMES = 64;
  private static final int MAX_WIDTH = 600;
  private static final long MAX_PIXELS = 8_000_000;
  private static final int MAX_MOVING_FRAMES = 256;
  private static final int END_DELAYS = 4;
  private static final int DELAY_CENTISECONDS = 15;
  private static final int LAST_DELAY_CENTISECONDS = 250;

  private Film() {}

  /**
   * Writes {@code progress.gif} from the pictures in the folder; does nothing where there are none.
   *
   * @throws dev.gantry.error.UserException if a picture is damaged
   * @throws dev.gantry.error.RunException if the film could not be written
   */
  public static void write(RunFolder folder) {
    List<RunFolder.Picture> pictures = folder.pictures();
    if (!pictures.isEmpty()) {
      write(folder.film(), pictures);
    }
  }

  /**
   * Writes a film.
   *
   * @param pictures PNGs in order, at least one; all are brought to the size of the first
   */
  static void write(Path target, List<RunFolder.Picture> pictures) {
    Check.that(!pictures.isEmpty(), "a film needs a picture");
    AtomicFile.write(target, out -> write(out, pictures));
  }

  /**
   * An animated GIF of these frames that repeats, with the first and the last shown a little
   * longer.
   *
   * @param frames of one size, at least one; where they have more pixels than a film may have, some
   *     are left out evenly
   * @param centiseconds how long a frame stays
   */
  public static byte[] of(List<BufferedImage> frames, int centiseconds) {
    Check.that(!frames.isEmpty(), "a film needs a picture");
    BufferedImage first = frames.get(0);
    long pixels = (long) first.getWidth() * first.getHeight();
    int most = (int) Math.max(2, Math.min(MAX_MOVING_FRAMES, MAX_PIXELS / pixels));
    List<BufferedImage> chosen = choose(frames, most);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GifSequence gif = new GifSequence(bytes)) {
      for (int i = 0; i < chosen.size(); i++) {
        boolean end = i == 0 || i == chosen.size() - 1;
        gif.add(Palette.index(chosen.get(i)), end ? END_DELAYS * centiseconds : centiseconds);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a GIF could not be encoded in memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(OutputStream out, List<RunFolder.Picture> pictures) throws IOException {
    BufferedImage first = Png.read(pictures.get(0).file());
    int width = Math.min(MAX_WIDTH, first.getWidth());
    int height = Math.max(1, (int) ((long) first.getHeight() * width / first.getWidth()));
    List<RunFolder.Picture> chosen = choose(pictures, frames(width, height));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GifSequence gif = new GifSequence(bytes)) {
      for (RunFolder.Picture picture : chosen.subList(0, chosen.size() - 1)) {
        gif.add(frame(picture, width, height), DELAY_CENTISECONDS);
      }
      gif.add(frame(chosen.get(chosen.size() - 1), width, height), LAST_DELAY_CENTISECONDS);
    }
    bytes.writeTo(out);
  }

  private static int frames(int width, int height) {
    return (int) Math.max(2, Math.min(MAX_FRAMES, MAX_PIXELS / ((long) width * height)));
  }

  /**
   * At most {@code count} of the elements, evenly, with the first and the last.
   *
   * @param count at least 2
   */
  public static <T> List<T> choose(List<T> all, int count) {
    if (all.size() <= count) {
      return all;
    }
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (count - 1))))
        .toList();
  }

  private static BufferedImage frame(RunFolder.Picture picture, int width, int height) {
    BufferedImage image = Png.read(picture.file());
    BufferedImage frame =
        new BufferedImage(width, height + Caption.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = frame.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    Caption.draw(frame, String.format(Locale.ROOT, "%s kimg", kimg(picture.kimg())), height);
    return Palette.index(frame);
  }

  private static String kimg(double kimg) {
    return kimg == Math.rint(kimg)
        ? Long.toString((long) kimg)
        : String.format(Locale.ROOT, "%.3f", kimg);
  }
}
