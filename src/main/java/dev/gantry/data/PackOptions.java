package dev.gantry.data;

import dev.gantry.error.Check;
import java.util.OptionalLong;

/**
 * How images are packed.
 *
 * @param images which, and in what shape
 * @param shardSize where one file ends and the next begins
 * @param shuffle seed of the order in which they are packed; empty: the source's order
 */
public record PackOptions(DataConfig images, ShardSize shardSize, OptionalLong shuffle) {
  /**
   * How large each file but the last is.
   *
   * @param unit what is counted
   * @param size how many of it, at least 1; a file has at least one image
   */
  public record ShardSize(Unit unit, long size) {
    /** Files that are copied in seconds, and few of them even for large sets. */
    public static final ShardSize DEFAULT = new ShardSize(Unit.BYTES, 1L << 28);

    /** Checks the size. */
    public ShardSize {
      Check.that(size >= 1, "shard size is " + size + "; it must be at least 1");
    }

    /** What a size counts. */
    public enum Unit {
      BYTES,
      IMAGES
    }

    int images(int recordBytes) {
      long images = unit == Unit.IMAGES ? size : size / recordBytes;
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, images));
    }
  }
}
