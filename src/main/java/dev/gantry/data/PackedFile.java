package dev.gantry.data;

import java.net.URI;
import java.util.List;

/**
 * A file that is published inside an archive, and what it must be.
 *
 * @param folder where it is kept, in the folder of fetched data
 * @param name its own, without folders, in the archive and when kept
 * @param sha256 of its content, in hexadecimal
 * @param archives where the tar is that it is in, plain or gzip; the first is tried first
 * @param maxBytes no server may send more
 */
public record PackedFile(
    String folder, String name, String sha256, List<URI> archives, long maxBytes) {
  /** Copies the list. */
  public PackedFile {
    archives = List.copyOf(archives);
  }
}
