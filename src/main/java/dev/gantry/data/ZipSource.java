package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip of a folder of images. */
final class ZipSource extends ListedSource {
  private final Path archive;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;

  private ZipSource(
      Path archive, ZipFile zip, Map<String, ZipEntry> entries, ImageListing listing) {
    super(listing);
    this.archive = archive;
    this.zip = zip;
    this.entries = entries;
  }

  /**
   * Lists a zip; its file stays open until the source is closed.
   *
   * @throws UserException if it is no zip, was made to do harm, or has no images
   */
  static ZipSource open(Path archive, Split split) {
    ZipFile zip = openZip(archive);
    try {
      Map<String, ZipEntry> entries = list(archive, zip);
      var listing = ImageListing.of(entries.keySet(), split, "the zip " + archive);
      return new ZipSource(archive, zip, entries, listing);
    } catch (IOException e) {
      close(zip);
      throw Unreadable.file(archive, e);
    } catch (RuntimeException e) {
      close(zip);
      throw e;
    }
  }

  private static ZipFile openZip(Path archive) {
    try {
      return new ZipFile(archive.toFile());
    } catch (IOException e) {
      throw new UserException(
          "%s is no whole zip (%s); copy or make it again"
              .formatted(archive, Unreadable.oneLine(e)),
          e);
    }
  }

  private static Map<String, ZipEntry> list(Path archive, ZipFile zip) throws IOException {
    var guard = new ArchiveGuard(archive, Files.size(archive));
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    zip.stream()
        .forEach(
            entry -> {
              guard.checkName(entry.getName());
              guard.add(entry.getSize());
              if (!entry.isDirectory()) {
                entries.put(entry.getName().replace('\\', '/'), entry);
              }
            });
    return entries;
  }

  @Override
  public String description() {
    return "the zip " + archive;
  }

  @Override
  public String kind() {
    return "zip of images";
  }

  @Override
  public Optional<String> fingerprint() {
    return Optional.of(Fingerprint.of(archive));
  }

  @Override
  long encodedBytes(int index) {
    return entry(paths().get(index)).getSize();
  }

  @Override
  public void visit(int[] indices, Visitor visitor) throws InterruptedException {
    for (int i = 0; i < indices.length; i++) {
      ZipEntry entry = entry(paths().get(indices[i]));
      visitor.visit(i, Math.max(0, entry.getSize()), decoder -> read(entry, decoder));
    }
  }

  private ZipEntry entry(String path) {
    ZipEntry entry = entries.get(path);
    if (entry == null) {
      throw new IllegalStateException(path);
    }
    return entry;
  }

  private Picture read(ZipEntry entry, ImageDecoder decoder) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return decoder.decode(EncodedImages.read(in, entry.getSize()));
    }
  }

  @Override
  public void close() {
    close(zip);
  }

  private static void close(ZipFile zip) {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
