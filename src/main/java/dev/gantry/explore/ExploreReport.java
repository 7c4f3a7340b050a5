package dev.gantry.explore;

import dev.gantry.error.Check;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.report.Charts;
import dev.gantry.report.Film;
import dev.gantry.report.HtmlPage;
import dev.gantry.report.Json;
import dev.gantry.report.Png;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an experiment leaves behind: its pictures as files, {@code numbers.json}, and {@code
 * index.html}, one self-contained page with all of it in the order in which it was added. Kept in
 * memory until it is written at once. For one thread.
 */
public final class ExploreReport {
  /** The file of the page. */
  public static final String PAGE = "index.html";

  /** The file of the numbers. */
  public static final String NUMBERS = "numbers.json";

  private static final Logger LOG = LoggerFactory.getLogger(ExploreReport.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][A-Za-z0-9._-]{0,99}");

  private final HtmlPage page;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, Object> numbers = new LinkedHashMap<>();

  /**
   * A report without content.
   *
   * @param experiment its name, such as {@code walk}
   * @param subject what was explored, such as a model's path
   */
  public ExploreReport(String experiment, String subject) {
    page = new HtmlPage(experiment + ": " + subject);
    page.heading(subject, experiment);
    number("experiment", experiment);
    number("subject", subject);
  }

  /**
   * Refuses a folder that {@link #write} could not make, before the work that would be lost.
   *
   * @throws UserException if something is there already
   */
  public static void requireFree(Path folder) {
    if (Files.exists(folder)) {
      throw new UserException(
          "%s is there already; give another folder to --out, or remove it".formatted(folder));
    }
  }

  /** Begins a part of the page. */
  public void section(String heading) {
    page.section(heading);
  }

  /** Text on the page. */
  public void paragraph(String text) {
    page.paragraph(text);
  }

  /** Small text on the page: how something was measured, and what it cannot say. */
  public void note(String text) {
    page.note(text);
  }

  /** Numbers by name, each in a box; on the page alone. */
  public void tiles(Map<String, String> values) {
    page.tiles(values);
  }

  /**
   * A table; on the page alone.
   *
   * @param rows as many cells each as there are headings
   */
  public void table(List<String> headings, List<List<String>> rows) {
    page.table(headings, rows);
  }

  /** What is added meanwhile stands side by side where there is room. */
  public void row(Runnable content) {
    page.beginRow();
    content.run();
    page.endRow();
  }

  /** What is added meanwhile stands in so many columns. */
  public void columns(int count, Runnable content) {
    page.beginColumns(count);
    content.run();
    page.endRow();
  }

  /** What is added meanwhile stands in a gallery of small pictures. */
  public void gallery(Runnable content) {
    page.beginGallery();
    content.run();
    page.endRow();
  }

  /**
   * A picture.
   *
   * @param name of the file without {@code .png}; of letters, digits, dots and dashes
   */
  public void picture(String name, BufferedImage image, String caption) {
    byte[] png = Png.encode(image, Map.of("gantry:caption", caption));
    file(name + ".png", png);
    page.png(png, caption);
  }

  /**
   * A picture that is a JPEG already.
   *
   * @param name of the file without {@code .jpg}
   */
  public void jpeg(String name, byte[] picture, String caption) {
    file(name + ".jpg", picture);
    page.jpeg(picture, caption);
  }

  /**
   * A film that repeats.
   *
   * @param name of the file without {@code .gif}
   * @param frames of one size, at least one
   * @param centiseconds how long each stays
   */
  public void film(String name, List<BufferedImage> frames, int centiseconds, String caption) {
    byte[] gif = Film.of(frames, centiseconds);
    file(name + ".gif", gif);
    page.gif(gif, caption);
  }

  /** Charts side by side; a machine without fonts gets a line in their place. */
  public void charts(List<Supplier<Charts.Chart>> charts) {
    row(() -> charts.forEach(this::chart));
  }

  private void chart(Supplier<Charts.Chart> drawing) {
    try {
      Charts.Chart chart = drawing.get();
      byte[] png = Png.encode(chart.image(), Map.of());
      file(chart.name() + ".png", png);
      page.chart(png, chart.title());
    } catch (RunException e) {
      // The page is worth having without its curves.
      LOG.warn("{}", e.getMessage());
      page.paragraph(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Adds to {@code numbers.json}; on the page it is only what else says it.
   *
   * @param key in snake_case; not yet taken
   * @param value a number, a string, a record, or a list or map of such
   */
  public void number(String key, Object value) {
    Check.that(numbers.put(key, value) == null, "two numbers are named " + key);
  }

  private void file(String name, byte[] content) {
    Check.that(NAME.matcher(name).matches(), "\"%s\" is no name for a file".formatted(name));
    Check.that(files.put(name, content) == null, "two files are named " + name);
  }

  /**
   * Writes the folder: all of it, or nothing.
   *
   * @param folder not there yet; its parents are made
   * @throws UserException if it is there already or cannot be made
   * @throws RunException if writing failed otherwise
   */
  public void write(Path folder) {
    requireFree(folder);
    Path target = folder.toAbsolutePath().normalize();
    makeParent(target);
    AtomicFolder.write(
        target,
        aside -> {
          for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(aside.resolve(file.getKey()), file.getValue());
          }
          Files.writeString(aside.resolve(NUMBERS), Json.pretty(numbers), StandardCharsets.UTF_8);
          Files.writeString(aside.resolve(PAGE), page.toHtml(), StandardCharsets.UTF_8);
        });
  }

  private static void makeParent(Path target) {
    Path parent = target.getParent();
    if (parent == null) {
      return;
    }
    try {
      Files.createDirectories(parent);
    } catch (FileAlreadyExistsException e) {
      throw new UserException("%s is not a folder; give another --out".formatted(parent), e);
    } catch (IOException e) {
      throw IoFailure.writing(target, e);
    }
  }
}
