package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A folder of images. Links are followed. */
final class FolderSource extends ListedSource {
  private static final int MAX_DEPTH = 32;

  private final Path root;
  private final Map<String, BasicFileAttributes> files;

  private FolderSource(Path root, ImageListing listing, Map<String, BasicFileAttributes> files) {
    super(listing);
    this.root = root;
    this.files = files;
  }

  /**
   * Lists a folder.
   *
   * @throws UserException if it has no images, or cannot be listed
   */
  static FolderSource open(Path root, Split split) {
    var lister = new Lister(root);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, lister);
    } catch (IOException e) {
      throw Unreadable.file(root, e);
    }
    return new FolderSource(
        root, ImageListing.of(lister.files.keySet(), split, "the folder " + root), lister.files);
  }

  /** Notes the regular files below a folder. */
  private static final class Lister extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Map<String, BasicFileAttributes> files = new HashMap<>();

    Lister(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      // Reading a pipe or a device might never end.
      if (attributes.isRegularFile()) {
        files.put(root.relativize(file).toString().replace('\\', '/'), attributes);
      }
      if (files.size() > ImageListing.MAX_IMAGES) {
        throw new UserException(
            "the folder %s has more than %d files; give a folder that holds only the images"
                .formatted(root, ImageListing.MAX_IMAGES));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public String description() {
    return "the folder " + root;
  }

  @Override
  public String kind() {
    return "folder of images";
  }

  @Override
  public Optional<String> fingerprint() {
    StringBuilder lines = new StringBuilder();
    lines.append(root.toAbsolutePath().normalize()).append('\n');
    for (String path : paths()) {
      lines.append(Fingerprint.line(path, attributes(path)));
    }
    return Optional.of(Fingerprint.hex(lines.toString()));
  }

  @Override
  long encodedBytes(int index) {
    return attributes(paths().get(index)).size();
  }

  @Override
  public void visit(int[] indices, Visitor visitor) throws InterruptedException {
    for (int i = 0; i < indices.length; i++) {
      String path = paths().get(indices[i]);
      visitor.visit(i, attributes(path).size(), decoder -> read(root.resolve(path), decoder));
    }
  }

  private BasicFileAttributes attributes(String path) {
    BasicFileAttributes attributes = files.get(path);
    if (attributes == null) {
      throw new IllegalStateException(path);
    }
    return attributes;
  }

  private static Picture read(Path file, ImageDecoder decoder) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return decoder.decode(EncodedImages.read(in, Files.size(file)));
    }
  }
}
