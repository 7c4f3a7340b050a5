package dev.gantry.data;

import java.net.URI;
import java.util.List;

/**
 * One file of a data set.
 *
 * @param file where it goes, relative to the folder of fetched data
 * @param mirrors where it is, the first is tried first
 * @param checksum what it must be
 * @param maxBytes no mirror may send more
 */
record Download(String file, List<URI> mirrors, Checksum checksum, long maxBytes) {
  Download {
    mirrors = List.copyOf(mirrors);
  }
}
