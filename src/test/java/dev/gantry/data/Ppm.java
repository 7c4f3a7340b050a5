package dev.gantry.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/** Reads the binary PPM files that hold what an independent program made of a picture. */
final class Ppm {
  private Ppm() {}

  static byte[] resource(String name) {
    try (InputStream in = Ppm.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Picture read(String name) {
    byte[] file = resource(name);
    int newlines = 0;
    int at = 0;
    while (newlines < 3) {
      if (file[at++] == '\n') {
        newlines++;
      }
    }
    String[] header = new String(file, 0, at, US_ASCII).split("\\s+", -1);
    return new Picture(
        Integer.parseInt(header[2]),
        Integer.parseInt(header[1]),
        3,
        Arrays.copyOfRange(file, at, file.length));
  }
}
