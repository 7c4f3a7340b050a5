package dev.gantry.evaluate;

import java.util.List;

/**
 * The numbers of one class.
 *
 * @param name of the class
 * @param images generated of it
 * @param figures measured on them
 */
public record ClassFigures(String name, int images, List<Figure> figures) {
  /** Copies the list. */
  public ClassFigures {
    figures = List.copyOf(figures);
  }
}
