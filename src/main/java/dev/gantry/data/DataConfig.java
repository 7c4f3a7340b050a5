package dev.gantry.data;

import dev.gantry.error.Check;

/**
 * Which images a run trains on, and how they are brought to one size.
 *
 * @param source a named source ({@code mnist-5k}, {@code mnist}, {@code fashion-mnist}, {@code
 *     cifar10}) or the path of an IDX file, a folder of CIFAR-10 binaries, a folder of images, a
 *     zip or tar of such a folder, or a folder that {@code gantry data pack} made
 * @param split which part of a source that has parts
 * @param size height and width in pixels after centre-crop and resize
 * @param channels 1 for grey, 3 for RGB
 * @param resize the filter used where a picture is not of that size
 * @param limit use only the first so many images; 0 uses all
 * @param exclude file of images to leave out, which {@code gantry data dedup} made; empty: none.
 *     Those among the first {@code limit} are not made up for
 */
public record DataConfig(
    String source, Split split, int size, int channels, Resize resize, int limit, String exclude) {

  /** Largest supported height and width. */
  public static final int MAX_SIZE = 1024;

  /** Checks every component. */
  public DataConfig {
    Check.that(!source.isBlank(), "source is empty; name a source or give a path");
    Check.range("size", size, 4, MAX_SIZE);
    Check.that(channels == 1 || channels == 3, "channels is " + channels + "; it must be 1 or 3");
    Check.range("limit", limit, 0, Integer.MAX_VALUE);
  }

  /** Without a list of images to leave out. */
  public DataConfig(String source, Split split, int size, int channels, Resize resize, int limit) {
    this(source, split, size, channels, resize, limit, "");
  }

  /**
   * The first images of a part of the same source, brought to the same size.
   *
   * @param limit how many; 0 takes all, those too that {@code exclude} leaves out here
   */
  public DataConfig part(Split part, int limit) {
    return new DataConfig(source, part, size, channels, resize, limit);
  }

  /** The digits that ship with Gantry, as they are. */
  public static DataConfig defaults() {
    return new DataConfig("mnist-5k", Split.TRAIN, 28, 1, Resize.AREA, 0);
  }

  /** A part of a data set. */
  public enum Split {
    TRAIN,
    TEST
  }

  /** How a picture is brought to another size. */
  public enum Resize {
    /** The mean of the covered pixels; for shrinking. */
    AREA,
    /** Keys's cubic (a = -0.5), widened for shrinking so that nothing aliases. */
    BICUBIC
  }
}
