package dev.gantry.data;

import java.util.BitSet;

/**
 * The readable images of a source at one size, and how the source calls each. Immutable, so
 * thread-safe.
 */
public final class SourceImages {
  private final ImageSet images;
  private final ImageSource source;
  private final String identity;
  private final int[] indices;

  /**
   * @param source may be closed
   * @param unreadable places of the source that {@code images} lack
   */
  SourceImages(ImageSet images, ImageSource source, String identity, BitSet unreadable) {
    this.images = images;
    this.source = source;
    this.identity = identity;
    this.indices = new int[images.count()];
    int place = unreadable.nextClearBit(0);
    for (int i = 0; i < indices.length; i++) {
      indices[i] = place;
      place = unreadable.nextClearBit(place + 1);
    }
  }

  /** The images. */
  public ImageSet images() {
    return images;
  }

  /** Where they are and what they are: {@code the folder pets}. */
  public String description() {
    return source.description();
  }

  /** How many the source has, unreadable ones too. */
  public int sourceCount() {
    return source.count();
  }

  /** Tells the source's images from others, wherever they lie: SHA-256 in hexadecimal. */
  public String identity() {
    return identity;
  }

  /** An image's place in the source. */
  public int sourceIndex(int image) {
    return indices[image];
  }

  /** How the source calls an image: its path in the folder or archive, or its number. */
  public String name(int image) {
    return source.name(indices[image]);
  }
}
