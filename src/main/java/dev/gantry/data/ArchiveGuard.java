package dev.gantry.data;

import dev.gantry.error.UserException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Refuses archives that were made to do harm: names that lead outside, and content that grows
 * without end when it is decompressed. Nothing of an archive is ever written to a disk, but an
 * archive with such names was not made by an honest program.
 */
final class ArchiveGuard {
  /** Encoded images hardly compress; even text stays far below. Deflate can reach 1,032. */
  private static final int MAX_RATIO = 200;

  /** Less than this is harmless at any ratio. */
  private static final long FREE_BYTES = 64L << 20;

  private final Path archive;
  private final long allowed;
  private long total;
  private int entries;

  /**
   * @param archiveBytes size of the archive file
   */
  ArchiveGuard(Path archive, long archiveBytes) {
    this.archive = archive;
    this.allowed = FREE_BYTES + archiveBytes * MAX_RATIO;
  }

  /** Checks an entry's name, and how many there are. */
  void checkName(String name) {
    String slashes = name.replace('\\', '/');
    boolean outside =
        slashes.startsWith("/")
            || slashes.matches("[A-Za-z]:.*")
            || slashes.indexOf('\0') >= 0
            || Arrays.asList(slashes.split("/", -1)).contains("..");
    if (outside) {
      throw new UserException(
          "%s has an entry named \"%s\", which leads outside the archive; expected relative names without \"..\"; do not use this archive"
              .formatted(archive, name.replaceAll("\\p{Cntrl}", "?")));
    }
    if (++entries > ImageListing.MAX_IMAGES) {
      throw new UserException(
          "%s has more than %d entries; give an archive that holds only the images"
              .formatted(archive, ImageListing.MAX_IMAGES));
    }
  }

  /** Adds decompressed bytes; negative sizes (unknown) count when they are read. */
  void add(long bytes) {
    total += Math.max(0, bytes);
    if (total > allowed || total < 0) {
      throw new UserException(
          "%s grows to more than %d times its size when decompressed; expected images, which hardly compress; do not use this archive"
              .formatted(archive, MAX_RATIO));
    }
  }

  /** Counts what is read through the stream. */
  InputStream counting(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int value = in.read();
        add(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        add(count);
        return count;
      }

      @Override
      public long skip(long length) throws IOException {
        long skipped = in.skip(length);
        add(skipped);
        return skipped;
      }
    };
  }
}
