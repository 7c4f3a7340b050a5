package dev.gantry;

import dev.gantry.export.Trust;
import dev.gantry.export.UpscalerDirectory;
import dev.gantry.export.UpscalerInfo;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.tensorflow.ndarray.Shape;

/**
 * An exported model in memory, enlarging pictures.
 *
 * <p>Thread-safe: calls of several threads run side by side. Large pictures are enlarged part by
 * part, so that a call holds little more than the picture and the result; the parts overlap so far
 * that no seam shows.
 */
public final class Upscaler implements AutoCloseable {
  /** No larger picture is made. */
  public static final long MAX_PIXELS = 1L << 26;

  /** Height and width, in pixels of the result, of what is enlarged at a time. */
  private static final int TILE = 768;

  private final UpscalerInfo info;
  private final UpscalingSession session;
  private final int tile;

  /** Calls read, closing writes: it waits for the calls in flight. */
  private final CloseGuard guard = new CloseGuard("upscaler");

  private Upscaler(UpscalerInfo info, UpscalingSession session, int tile) {
    this.info = info;
    this.session = session;
    this.tile = tile;
  }

  /**
   * Loads a model.
   *
   * @param model a folder that was exported: {@code savedmodels/NAME/VERSION}, or {@code
   *     savedmodels/NAME} for its highest version
   * @throws dev.gantry.error.UserException if it is none, makes pictures from latents, is damaged,
   *     is of a newer format, or does more than calculate
   */
  public static Upscaler open(Path model) {
    return open(model, Trust.CALCULATION);
  }

  /**
   * Loads a model that may do more than calculate.
   *
   * @param model as {@link #open(Path)} takes it
   * @param trust what its graph may do
   * @throws dev.gantry.error.UserException as {@link #open(Path)}
   */
  public static Upscaler open(Path model, Trust trust) {
    return open(model, trust, TILE);
  }

  /**
   * The same with tiles of another size.
   *
   * @param tile pixels of the result
   */
  static Upscaler open(Path model, Trust trust, int tile) {
    UpscalerDirectory directory = UpscalerDirectory.open(model);
    directory.verify(trust);
    return new Upscaler(directory.info(), UpscalingSession.load(directory), tile);
  }

  /**
   * Enlarges a picture. A model of grey pictures enlarges red, green and blue of a coloured one
   * each by itself.
   *
   * @param picture of any size and type; transparent pixels lie over white, and colours are taken
   *     as sRGB
   * @return {@link #scale} times as high and wide: RGB, or 256 levels of grey as palette where
   *     model and picture are grey
   * @throws IllegalArgumentException if the result would have more than {@link #MAX_PIXELS} pixels
   * @throws IllegalStateException if this is closed
   */
  public BufferedImage upscale(BufferedImage picture) {
    int height = picture.getHeight();
    int width = picture.getWidth();
    long pixels = (long) height * width * info.scale() * info.scale();
    if (pixels > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "%d×%d pixels would become %,d; at most %,d are made"
              .formatted(width, height, pixels, MAX_PIXELS));
    }
    boolean grey = info.channels() == 1 && isGrey(picture);
    BufferedImage large = Pixels.blank(width * info.scale(), height * info.scale(), grey);
    int planes = grey ? 1 : 3;
    guard.use(
        () -> {
          for (Tile each : Tile.of(height, width, info.reach(), tile / info.scale())) {
            int[] colours = Pixels.colours(picture, each.outer());
            draw(large, enlarged(colours, each.outer(), planes), each, planes);
          }
        });
    return large;
  }

  /** How many times as high and wide a picture becomes. */
  public int scale() {
    return info.scale();
  }

  /** Channels of the pictures that the model was trained on: 1 for grey, 3 for RGB. */
  public int channels() {
    return info.channels();
  }

  /** What the export says of itself: provenance, configuration, signatures. */
  public UpscalerInfo info() {
    return info;
  }

  private static boolean isGrey(BufferedImage picture) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int colour : Pixels.colours(picture, new Tile.Area(y, 0, 1, picture.getWidth()))) {
        if ((colour & 0xff) * 0x010101 != colour) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Runs the model on a part of a picture.
   *
   * @return [scale · height, scale · width, 3] of a model of colours, else [planes, scale · height,
   *     scale · width], in [0, 1]
   */
  private float[] enlarged(int[] colours, Tile.Area area, int planes) {
    boolean together = info.channels() == 3;
    float[] values = new float[colours.length * planes];
    for (int i = 0; i < colours.length; i++) {
      for (int p = 0; p < planes; p++) {
        int level = colours[i] >> (16 - 8 * p) & 0xff;
        values[together ? i * planes + p : p * colours.length + i] = level / 255f;
      }
    }
    return session.enlarge(
        values,
        Shape.of(together ? 1 : planes, area.height(), area.width(), together ? planes : 1));
  }

  /** Draws what is kept of an enlarged part. */
  private void draw(BufferedImage large, float[] enlarged, Tile tile, int planes) {
    int scale = info.scale();
    int rowPixels = tile.outer().width() * scale;
    int planePixels = enlarged.length / planes;
    int top = (tile.inner().top() - tile.outer().top()) * scale;
    int left = (tile.inner().left() - tile.outer().left()) * scale;
    int[] samples = new int[tile.inner().width() * scale * planes];
    for (int y = 0; y < tile.inner().height() * scale; y++) {
      for (int i = 0; i < samples.length; i++) {
        int pixel = (top + y) * rowPixels + left + i / planes;
        int at =
            info.channels() == 3 ? pixel * planes + i % planes : i % planes * planePixels + pixel;
        samples[i] = Pixels.level(enlarged[at]);
      }
      large
          .getRaster()
          .setPixels(
              tile.inner().left() * scale,
              tile.inner().top() * scale + y,
              tile.inner().width() * scale,
              1,
              samples);
    }
  }

  /** Waits for the calls in flight, then frees the model. Closing again does nothing. */
  @Override
  public void close() {
    guard.close(session::close);
  }
}
