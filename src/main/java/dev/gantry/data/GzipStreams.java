package dev.gantry.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Looks through gzip. */
final class GzipStreams {
  private static final int BUFFER = 1 << 16;

  private GzipStreams() {}

  /** Whether the next bytes are a gzip member's; nothing is consumed. */
  static boolean isGzip(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip;
  }

  /** Opens a file, decompressed if it is gzip. */
  @SuppressWarnings("resource") // The caller closes the outermost, which closes all.
  static InputStream open(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      return isGzip(in) ? new GZIPInputStream(in, BUFFER) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The first bytes of a file, decompressed if it is gzip; fewer where it is shorter. */
  static byte[] head(Path file, int length) throws IOException {
    try (InputStream in = open(file)) {
      return in.readNBytes(length);
    }
  }
}
