package dev.gantry.parity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's .npz: a zip of .npy files, stored or deflated, each named by its array. */
final class NpzFile {
  private static final String SUFFIX = ".npy";

  private NpzFile() {}

  /**
   * Reads every array by its name, in the file's order.
   *
   * @throws IOException where the file is no zip of .npy files
   */
  static Map<String, NpyArray> read(Path file) throws IOException {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String place = file + "!" + entry.getName();
        if (!entry.getName().endsWith(SUFFIX)) {
          throw new IOException(place + " is not named *" + SUFFIX);
        }
        try (InputStream in = zip.getInputStream(entry)) {
          String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
          arrays.put(name, NpyArray.parse(in.readAllBytes(), place));
        }
      }
    }
    return arrays;
  }
}
