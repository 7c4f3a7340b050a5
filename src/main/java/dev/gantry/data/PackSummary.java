package dev.gantry.data;

import java.util.List;

/**
 * What packing came to.
 *
 * @param source what was packed, and where it is
 * @param images in the shards
 * @param shards files
 * @param kept those of them that an earlier, interrupted packing had made
 * @param bytes of all of them
 * @param unreadable images of the source that are not in them
 */
public record PackSummary(
    String source, int images, int shards, int kept, long bytes, List<UnreadableImage> unreadable) {
  /** Copies the list. */
  public PackSummary {
    unreadable = List.copyOf(unreadable);
  }
}
