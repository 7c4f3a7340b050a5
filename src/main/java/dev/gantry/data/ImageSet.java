package dev.gantry.data;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Decoded images of one size in memory, uint8, [count, height, width, channels], and labels.
 * Immutable, so thread-safe.
 */
public interface ImageSet {
  /** Number of images; at least 1. */
  int count();

  /** Height in pixels. */
  int height();

  /** Width in pixels. */
  int width();

  /** 1 (grey) or 3 (red, green, blue). */
  int channels();

  /** Names of the classes, index = label; empty where there are no labels. */
  List<String> classes();

  /** Label of an image; 0 where there are no labels. */
  int label(int index);

  /** Copies an image's height × width × channels bytes, row by row, to the target's position. */
  void copy(int index, ByteBuffer target);

  /** SHA-256 over sizes, pixels and labels, in hexadecimal: the same content has the same hash. */
  String hash();

  /** Bytes of one image. */
  default int imageBytes() {
    return height() * width() * channels();
  }
}
