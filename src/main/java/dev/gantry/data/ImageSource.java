package dev.gantry.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A list of images that are not decoded yet. Images of several classes take turns, so that the
 * first of a source are as varied as all of it.
 */
sealed interface ImageSource extends AutoCloseable
    permits PackedSource, ListedSource, ShardedSource {
  /** Where it is and what it is, for messages: {@code the folder pets}. */
  String description();

  /** What it is in a word or two: {@code IDX}, {@code zip of images}. */
  String kind();

  /** Number of images; at least 1. */
  int count();

  /** Names of the classes, index = label; empty where there are no labels. */
  List<String> classes();

  /** Label of an image; 0 where there are no labels. */
  int label(int index);

  /** Names one image in messages. */
  String name(int index);

  /** Files that were passed over since their names are not those of images. */
  int otherFiles();

  /**
   * Changes whenever the images may have: paths, sizes, times. Empty where decoding is as fast as
   * reading a cache.
   */
  Optional<String> fingerprint();

  /**
   * Tells these images from others, wherever they lie: SHA-256 in hexadecimal over the names and
   * lengths of files, or the pixels of what is not encoded.
   */
  String identity();

  /**
   * Offers images, each once, in any order, on the calling thread. Their readers work until the
   * source is closed.
   *
   * @param indices which images
   * @throws dev.gantry.error.UserException if the source as a whole cannot be read
   * @throws InterruptedException if the visitor was interrupted
   */
  void visit(int[] indices, Visitor visitor) throws InterruptedException;

  /** Whether a visit to a few images costs as much as one to all of them. */
  default boolean isSequential() {
    return false;
  }

  @Override
  default void close() {}

  /** Takes the images of a source. */
  interface Visitor {
    /**
     * Takes one image.
     *
     * @param place in the indices that were asked for, from 0
     * @param encodedBytes memory that reading this image takes before it is decoded
     * @param reader may be called later, on any thread
     */
    void visit(int place, long encodedBytes, Reader reader) throws InterruptedException;
  }

  /** Reads and decodes one image. */
  interface Reader {
    /**
     * Reads it.
     *
     * @param decoder stays the caller's; a source of unencoded images needs none
     * @throws IOException if this image cannot be read; others may be
     */
    Picture read(ImageDecoder decoder) throws IOException;
  }
}
