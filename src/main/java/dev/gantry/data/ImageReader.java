package dev.gantry.data;

import java.nio.ByteBuffer;

/** Reads batches of a set, for one thread at a time. Set and reader give the same images. */
public interface ImageReader {
  /**
   * Reads images.
   *
   * @param indices which
   * @param pixels gets them from its position on, one after another
   * @param labels gets the label of each; 0 where there are none
   * @throws dev.gantry.error.UserException if one of them is damaged
   */
  void read(int[] indices, ByteBuffer pixels, int[] labels);

  /**
   * Brings nearer what will be read soon; what is near already stays.
   *
   * @param indices one of each neighbourhood
   */
  default void expect(int[] indices) {}
}
