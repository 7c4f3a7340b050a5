package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar of a folder of images, plain or gzip. It is read twice: for the names, for the images. */
final class TarSource extends ListedSource {
  private final Path archive;
  private final Map<String, Long> lengths;

  private TarSource(Path archive, ImageListing listing, Map<String, Long> lengths) {
    super(listing);
    this.archive = archive;
    this.lengths = lengths;
  }

  /**
   * Lists a tar.
   *
   * @throws UserException if it is no tar, was made to do harm, or has no images
   */
  static TarSource open(Path archive, Split split) {
    var guard = guard(archive);
    Map<String, Long> lengths = new LinkedHashMap<>();
    try (var tar = openTar(archive, guard)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        guard.checkName(entry.getName());
        if (isPlainFile(entry)) {
          // Of files of one name the first is read.
          lengths.putIfAbsent(entry.getName(), entry.getSize());
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(archive, e);
    }
    var listing = ImageListing.of(lengths.keySet(), split, "the tar " + archive);
    return new TarSource(archive, listing, lengths);
  }

  private static ArchiveGuard guard(Path archive) {
    try {
      return new ArchiveGuard(archive, Files.size(archive));
    } catch (IOException e) {
      throw Unreadable.file(archive, e);
    }
  }

  private static TarArchiveInputStream openTar(Path archive, ArchiveGuard guard)
      throws IOException {
    return new TarArchiveInputStream(guard.counting(GzipStreams.open(archive)), "UTF-8");
  }

  /** Not links, and not sparse files, whose size says nothing of the archive's. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink() && !entry.isSparse();
  }

  private static UserException damaged(Path archive, Exception cause) {
    return new UserException(
        "%s is no whole tar (%s); copy or make it again"
            .formatted(archive, Unreadable.oneLine(cause)),
        cause);
  }

  @Override
  public String description() {
    return "the tar " + archive;
  }

  @Override
  public String kind() {
    return "tar of images";
  }

  @Override
  public Optional<String> fingerprint() {
    return Optional.of(Fingerprint.of(archive));
  }

  @Override
  long encodedBytes(int index) {
    return lengths.getOrDefault(paths().get(index), 0L);
  }

  @Override
  public boolean isSequential() {
    return true;
  }

  @Override
  public void visit(int[] indices, Visitor visitor) throws InterruptedException {
    Map<String, Integer> wanted = new HashMap<>();
    for (int i = 0; i < indices.length; i++) {
      wanted.put(paths().get(indices[i]), i);
    }
    try (var tar = openTar(archive, guard(archive))) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null && !wanted.isEmpty()) {
        Integer place = isPlainFile(entry) ? wanted.remove(entry.getName()) : null;
        if (place != null) {
          offer(place, entry, tar, visitor);
        }
        entry = tar.getNextEntry();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(archive, e);
    }
  }

  private static void offer(
      int place, TarArchiveEntry entry, TarArchiveInputStream tar, Visitor visitor)
      throws IOException, InterruptedException {
    if (entry.getSize() > EncodedImages.MAX_BYTES) {
      visitor.visit(
          place,
          0,
          decoder -> {
            throw new UnreadableImageException(
                "the file is larger than %d MiB".formatted(EncodedImages.MAX_BYTES >> 20));
          });
      return;
    }
    byte[] file = tar.readAllBytes();
    visitor.visit(place, file.length, decoder -> decoder.decode(file));
  }
}
