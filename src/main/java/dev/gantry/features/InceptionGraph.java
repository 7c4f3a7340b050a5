package dev.gantry.features;

import dev.gantry.data.DataFetcher;
import dev.gantry.data.DataPaths;
import dev.gantry.data.LoadProgress;
import dev.gantry.data.PackedFile;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The graph file of the Inception network of December 2015, whose features the published FID, KID
 * and IS are made of: where it comes from, and what it must be. Stateless, so thread-safe.
 */
public final class InceptionGraph {
  /** The file's name. */
  public static final String FILE = "classify_image_graph_def.pb";

  /** SHA-256 of the file. */
  public static final String SHA256 =
      "009d6814d1bc560d4e7b236e170e9b2d5ca6f4b57bd8037f6db05776204415c6";

  static final long BYTES = 95_673_916;

  private static final PackedFile PUBLISHED =
      new PackedFile(
          "inception",
          FILE,
          SHA256,
          List.of(
              URI.create(
                  "http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz"),
              URI.create(
                  "https://storage.googleapis.com/download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz")),
          128L << 20);

  private InceptionGraph() {}

  /**
   * Fetches the graph into the cache, unless it is there; goes on where an earlier try stopped.
   *
   * @param progress hears of the bytes of the archive
   * @return the graph file
   * @throws dev.gantry.error.RunException if no server gives it, or the disk is full
   */
  public static Path fetch(DataPaths paths, LoadProgress progress) {
    return new DataFetcher().fetch(PUBLISHED, paths, progress);
  }

  /** The graph file in the cache, if it was fetched. */
  public static Optional<Path> fetched(DataPaths paths) {
    return Optional.of(DataFetcher.kept(PUBLISHED, paths)).filter(Files::isRegularFile);
  }

  /**
   * Reads the graph file.
   *
   * @param file it, or the folder that it is in
   * @throws UserException if it is another file, or not whole
   */
  static byte[] read(Path file) {
    Path graph = Files.isDirectory(file) ? file.resolve(FILE) : file;
    try {
      long size = Files.size(graph);
      if (size != BYTES) {
        throw wrong(graph, "it has %,d bytes, not %,d".formatted(size, BYTES));
      }
      String hash = Sha256.of(graph);
      if (!hash.equals(SHA256)) {
        throw wrong(graph, "its SHA-256 is %s, not %s".formatted(hash, SHA256));
      }
      return Files.readAllBytes(graph);
    } catch (IOException e) {
      throw IoFailure.reading(graph, e);
    }
  }

  private static UserException wrong(Path file, String found) {
    return new UserException(
        "%s is not the whole Inception graph of 2015 (%s); run gantry metrics fetch, or give the %s of inception-2015-12-05.tgz"
            .formatted(file, found, FILE));
  }
}
