package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;

/**
 * What a packed set is made of, and how: the same plan gives the same files.
 *
 * @param source what was packed, for people
 * @param fingerprint of the source, in hexadecimal
 * @param split which part of it
 * @param size height and width in pixels
 * @param channels 1 for grey, 3 for RGB
 * @param resize the filter used where a picture was not of that size
 * @param images of the source that were packed, unreadable ones too
 * @param excluded hash of the list of images that were left out; empty: none were
 * @param order {@code source}, or {@code shuffled by SEED}
 * @param shardImages images of each shard but the last, unreadable ones too
 */
record PackPlan(
    String source,
    String fingerprint,
    Split split,
    int size,
    int channels,
    Resize resize,
    int images,
    String excluded,
    String order,
    int shardImages) {
  int shards() {
    return (images + shardImages - 1) / shardImages;
  }

  /** First place in the order of a shard's images. */
  int first(int shard) {
    return shard * shardImages;
  }

  /** How many places a shard has. */
  int places(int shard) {
    return Math.min(shardImages, images - first(shard));
  }

  ImageDimensions shape() {
    return new ImageDimensions(size, size, channels);
  }
}
