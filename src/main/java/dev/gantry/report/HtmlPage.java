package dev.gantry.report;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Builds a page from text and pictures: one HTML file with every picture inside, without scripts,
 * that asks nothing of the network. Text is escaped here and nowhere else. For one thread.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b1b1f; --soft: #63636b; --line: #dcdce2;
              --paper: #ffffff; --card: #f5f5f8; --accent: #0072b2; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #ececf1; --soft: #a2a2ad; --line: #3a3a42; --paper: #18181b;
                --card: #232328; --accent: #56b4e9; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--paper);
             color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
      h1 { margin: 0; font-size: 1.75rem; }
      h1 span { margin-left: .5rem; padding: .15rem .6rem; border-radius: 1rem; font-size: .9rem;
                font-weight: 500; vertical-align: middle; color: var(--paper);
                background: var(--accent); }
      h1 span:empty { display: none; }
      h2 { margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line);
           font-size: 1.2rem; }
      .note, figcaption { color: var(--soft); font-size: .875rem; }
      .tiles { display: grid; gap: .75rem; margin: 1.25rem 0 0;
               grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
      .tiles div { padding: .6rem .8rem; border-radius: .5rem; background: var(--card); }
      .tiles dt { color: var(--soft); font-size: .8rem; }
      .tiles dd { margin: 0; font-size: 1.05rem; font-variant-numeric: tabular-nums; }
      .row { display: grid; gap: 1.25rem;
             grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
      .gallery { display: grid; gap: .75rem;
                 grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
      .columns { display: grid; gap: 1.25rem; margin-bottom: 1.25rem;
                 grid-template-columns: repeat(var(--count), minmax(0, 1fr)); }
      figure { margin: 0; }
      img { display: block; max-width: 100%; height: auto; border-radius: .25rem; }
      .gallery img { width: 100%; }
      pre { padding: 1rem; overflow-x: auto; border-radius: .5rem; background: var(--card);
            font: .85rem/1.45 ui-monospace, monospace; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; }
      th, td { padding: .3rem 1.5rem .3rem 0; border-bottom: 1px solid var(--line);
               text-align: left; vertical-align: top; overflow-wrap: anywhere; }
      .cells td { overflow-wrap: normal; vertical-align: middle; font-variant-numeric: tabular-nums; }
      .cells td, .cells th { padding-right: 1.1rem; }
      .cells img { width: 7rem; }
      a { color: var(--accent); }
      th { color: var(--soft); font-weight: 500; white-space: nowrap; }
      """;

  private final StringBuilder body = new StringBuilder();
  private final String title;

  /**
   * A page without content.
   *
   * @param title in the browser's tab
   */
  public HtmlPage(String title) {
    this.title = title;
  }

  /** Text with the five characters that mean something to HTML made harmless. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * The page's own heading.
   *
   * @param badge a word beside it; none where empty
   */
  public void heading(String text, String badge) {
    body.append("<h1>%s <span>%s</span></h1>\n".formatted(escape(text), escape(badge)));
  }

  /** Begins a part. */
  public void section(String heading) {
    body.append("<h2>%s</h2>\n".formatted(escape(heading)));
  }

  /** Text. */
  public void paragraph(String text) {
    body.append("<p>%s</p>\n".formatted(escape(text)));
  }

  /** Text that is smaller and paler. */
  public void note(String text) {
    body.append("<p class=\"note\">%s</p>\n".formatted(escape(text)));
  }

  /** Text with its line breaks. */
  public void preformatted(String text) {
    body.append("<pre>%s</pre>\n".formatted(escape(text)));
  }

  /** Numbers by name, each in a box. */
  public void tiles(Map<String, String> values) {
    body.append("<dl class=\"tiles\">\n");
    values.forEach(
        (name, value) ->
            body.append(
                "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(escape(name), escape(value))));
    body.append("</dl>\n");
  }

  /** A table of names and values. */
  public void table(Map<String, String> values) {
    body.append("<table>\n");
    values.forEach(
        (name, value) ->
            body.append(
                "<tr><th>%s</th><td>%s</td></tr>\n".formatted(escape(name), escape(value))));
    body.append("</table>\n");
  }

  /**
   * A table with a heading for each column.
   *
   * @param rows as many cells each as there are headings
   */
  public void table(List<String> headings, List<List<String>> rows) {
    body.append("<div class=\"wide\"><table>\n");
    tableRow(headings, "th");
    rows.forEach(row -> tableRow(row, "td"));
    body.append("</table></div>\n");
  }

  private void tableRow(List<String> cells, String tag) {
    body.append("<tr>");
    cells.forEach(cell -> body.append("<%s>%s</%s>".formatted(tag, escape(cell), tag)));
    body.append("</tr>\n");
  }

  /**
   * A table with a heading for each column, and links and pictures among its cells.
   *
   * @param rows as many cells each as there are headings
   */
  public void cells(List<String> headings, List<List<HtmlCell>> rows) {
    body.append("<div class=\"wide\"><table class=\"cells\">\n");
    tableRow(headings, "th");
    for (List<HtmlCell> row : rows) {
      body.append("<tr>");
      for (HtmlCell cell : row) {
        body.append("<td>");
        cell(cell);
        body.append("</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</table></div>\n");
  }

  private void cell(HtmlCell cell) {
    if (cell instanceof HtmlCell.Text words) {
      body.append(escape(words.text()));
    } else if (cell instanceof HtmlCell.Link link) {
      body.append("<a href=\"%s\">%s</a>".formatted(escape(link.target()), escape(link.text())));
    } else if (cell instanceof HtmlCell.Picture picture) {
      image("image/jpeg", picture.jpeg(), picture.description());
    }
  }

  /** What follows stands side by side where there is room, until {@link #endRow}. */
  public void beginRow() {
    body.append("<div class=\"row\">\n");
  }

  /** Like {@link #beginRow}, in so many columns however little room there is. */
  public void beginColumns(int count) {
    body.append("<div class=\"columns\" style=\"--count: %d\">\n".formatted(count));
  }

  /** Like {@link #beginRow}, for many small pictures. */
  public void beginGallery() {
    body.append("<div class=\"gallery\">\n");
  }

  /** Ends a row or a gallery. */
  public void endRow() {
    body.append("</div>\n");
  }

  /** A PNG with words below. */
  public void png(byte[] bytes, String caption) {
    figure("image/png", bytes, caption);
  }

  /** A GIF with words below. */
  public void gif(byte[] bytes, String caption) {
    figure("image/gif", bytes, caption);
  }

  /** A JPEG with words below. */
  public void jpeg(byte[] bytes, String caption) {
    figure("image/jpeg", bytes, caption);
  }

  /** A PNG that has its title in the picture. */
  public void chart(byte[] bytes, String title) {
    body.append("<figure>");
    image("image/png", bytes, title);
    body.append("</figure>\n");
  }

  private void figure(String type, byte[] bytes, String caption) {
    body.append("<figure>");
    image(type, bytes, caption);
    body.append("<figcaption>").append(escape(caption)).append("</figcaption></figure>\n");
  }

  private void image(String type, byte[] bytes, String description) {
    body.append("<img alt=\"").append(escape(description)).append("\" src=\"data:").append(type);
    body.append(";base64,").append(Base64.getEncoder().encodeToString(bytes)).append("\">");
  }

  /** The whole file. */
  public String toHtml() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    %s</body>
    </html>
    """
        .formatted(escape(title), STYLE, body);
  }
}
