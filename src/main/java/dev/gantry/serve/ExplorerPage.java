package dev.gantry.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files of the page at the root. They are in memory: no path of a request reaches a disk. */
final class ExplorerPage {
  private static final String FOLDER = "explorer/";

  private final Map<String, File> files = new HashMap<>();

  /**
   * A file of the page.
   *
   * @param type of its content
   * @param content in bytes
   */
  record File(String type, byte[] content) {}

  ExplorerPage() {
    add("/", "index.html", "text/html;charset=utf-8");
    add("/explorer.js", "explorer.js", "text/javascript;charset=utf-8");
    add("/explorer.css", "explorer.css", "text/css;charset=utf-8");
  }

  private void add(String path, String name, String type) {
    try (InputStream in = ExplorerPage.class.getResourceAsStream(FOLDER + name)) {
      if (in != null) {
        files.put(path, new File(type, in.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Gantry's own resource can be read", e);
    }
  }

  /** The file at a path; empty if there is none. */
  Optional<File> at(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
