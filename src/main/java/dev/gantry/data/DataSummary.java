package dev.gantry.data;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;

/**
 * What a source holds.
 *
 * @param description what it is and where
 * @param kind its format in a word or two
 * @param images how many there are, readable or not
 * @param sizes how many have each size, the most frequent first
 * @param grey how many of the readable ones are grey
 * @param classes how many images each class has, readable or not, in the order of the labels; empty
 *     where there are no labels
 * @param unreadable what could not be read, and why
 * @param otherFiles files that were passed over since their names are not those of images
 * @param grid a few of them, evenly spread, as small squares
 */
public record DataSummary(
    String description,
    String kind,
    int images,
    List<SizeCount> sizes,
    int grey,
    Map<String, Integer> classes,
    List<UnreadableImage> unreadable,
    int otherFiles,
    BufferedImage grid) {

  /**
   * Images of one size.
   *
   * @param width in pixels
   * @param height in pixels
   * @param images how many
   */
  public record SizeCount(int width, int height, int images) {}
}
