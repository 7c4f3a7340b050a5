package dev.gantry.report;

/** What stands in a cell of a table of {@link HtmlPage}. */
public sealed interface HtmlCell {
  /** Words. */
  record Text(String text) implements HtmlCell {}

  /**
   * Words that lead to another file.
   *
   * @param target relative to the page
   */
  record Link(String text, String target) implements HtmlCell {}

  /**
   * A picture that is shown small.
   *
   * @param jpeg its bytes
   * @param description for who does not see it
   */
  record Picture(byte[] jpeg, String description) implements HtmlCell {}
}
