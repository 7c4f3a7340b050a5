package dev.gantry.data;

import dev.gantry.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** A source whose images are files that were listed by name. */
abstract sealed class ListedSource implements ImageSource
    permits FolderSource, TarSource, ZipSource {
  private final ImageListing listing;

  ListedSource(ImageListing listing) {
    this.listing = listing;
  }

  /** Relative paths of the images, in order. */
  final List<String> paths() {
    return listing.paths();
  }

  @Override
  public final int count() {
    return listing.paths().size();
  }

  @Override
  public final List<String> classes() {
    return listing.labels().classes();
  }

  @Override
  public final int label(int index) {
    return listing.labels().of(index);
  }

  @Override
  public final String name(int index) {
    return listing.paths().get(index);
  }

  /** Length of an image's file. */
  abstract long encodedBytes(int index);

  @Override
  public final String identity() {
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < count(); i++) {
      String line = "%s\t%d\n".formatted(name(i), encodedBytes(i));
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Fingerprint.hex(digest.digest());
  }

  @Override
  public final int otherFiles() {
    return listing.otherFiles();
  }
}
