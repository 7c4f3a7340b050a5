package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds a source by its name or path, and tells formats apart by content. */
final class SourceFinder {
  private static final List<String> FASHION_CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");
  private static final int TAR_MAGIC_AT = 257;
  private static final int TAR_BLOCK = 512;

  private final DataPaths paths;
  private final Split split;

  SourceFinder(DataPaths paths, Split split) {
    this.paths = paths;
    this.split = split;
  }

  /**
   * Opens a source; a name goes before a path of the same name.
   *
   * @throws UserException if there is none, or if it cannot be read
   */
  ImageSource find(String source) {
    Optional<NamedSource> named = NamedSource.of(source);
    return named.isPresent() ? find(named.get()) : open(path(source));
  }

  private ImageSource find(NamedSource named) {
    return switch (named) {
      case MNIST_5K ->
          IdxReader.embedded("mnist-5k-images-idx3-ubyte.gz", "mnist-5k-labels-idx1-ubyte.gz");
      case MNIST -> findIdx(named, List.of("mnist", "MNIST/raw"), List.of());
      case FASHION_MNIST ->
          findIdx(named, List.of("fashion-mnist", "FashionMNIST/raw"), FASHION_CLASSES);
      case CIFAR10 -> findCifar();
    };
  }

  private ImageSource findIdx(NamedSource named, List<String> layouts, List<String> classes) {
    for (Path folder : paths.folders()) {
      List<Path> candidates = new ArrayList<>();
      layouts.forEach(layout -> candidates.add(folder.resolve(layout)));
      // The files of the two sets have the same names.
      if (isFashion(folder) == (named == NamedSource.FASHION_MNIST)) {
        candidates.add(folder);
      }
      for (Path candidate : candidates) {
        Optional<Path> images = idxImages(candidate);
        if (images.isPresent()) {
          return IdxReader.read(images.get(), classes);
        }
      }
    }
    throw absent(named, idxName() + "[.gz] there, or in a folder " + named.id());
  }

  private static boolean isFashion(Path folder) {
    return String.valueOf(folder.getFileName()).toLowerCase(Locale.ROOT).contains("fashion");
  }

  private String idxName() {
    return (split == Split.TRAIN ? "train" : "t10k") + "-images-idx3-ubyte";
  }

  private Optional<Path> idxImages(Path folder) {
    String name = idxName();
    String dotted = name.replace("-idx3", ".idx3");
    return List.of(name, name + ".gz", dotted, dotted + ".gz").stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private ImageSource findCifar() {
    String part = split == Split.TRAIN ? "train" : "test";
    for (Path folder : paths.folders()) {
      for (String layout : List.of("cifar-10-batches-bin", "cifar10", ".")) {
        Path candidate = folder.resolve(layout).normalize();
        if (CifarReader.isCifar(candidate)) {
          return CifarReader.readFolder(candidate, split);
        }
      }
      for (String layout : List.of("cifar10-jpeg", "cifar10", ".")) {
        Path candidate = folder.resolve(layout).normalize();
        if (Files.isDirectory(candidate.resolve(part).resolve("airplane"))) {
          return FolderSource.open(candidate, split);
        }
      }
    }
    throw absent(
        NamedSource.CIFAR10,
        "cifar-10-batches-bin/data_batch_1.bin or cifar10-jpeg/%s".formatted(part));
  }

  private UserException absent(NamedSource named, String expected) {
    return new UserException(
        "%s (%s) was found in none of %s; expected %s; run \"gantry data fetch %s\" or give --data"
            .formatted(
                named.id(),
                split.name().toLowerCase(Locale.ROOT),
                paths.describe(),
                expected,
                named.id()));
  }

  private static Path path(String source) {
    Path path;
    try {
      path = Path.of(source);
    } catch (InvalidPathException e) {
      throw new UserException(
          "the source \"%s\" can be no path (%s); give a path, or one of %s"
              .formatted(source.replaceAll("\\p{Cntrl}", "?"), e.getReason(), NamedSource.ids()),
          e);
    }
    if (!Files.exists(path)) {
      throw new UserException(
          "the source \"%s\" does not exist at %s; give the path of a file or folder that does, or one of %s"
              .formatted(source, path.toAbsolutePath().normalize(), NamedSource.ids()));
    }
    return path;
  }

  private ImageSource open(Path path) {
    if (Files.isDirectory(path)) {
      return openFolder(path);
    }
    if (!Files.isRegularFile(path)) {
      throw unknown(path, "no regular file");
    }
    try {
      return openFile(path);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }

  private ImageSource openFolder(Path folder) {
    for (Path candidate : List.of(folder, folder.resolve(split.name().toLowerCase(Locale.ROOT)))) {
      if (ShardIndex.isIn(candidate)) {
        return ShardedSource.open(candidate, split);
      }
    }
    if (PackJournal.isIn(folder)) {
      throw new UserException(
          "%s was not packed to its end; start the same gantry data pack again, which goes on"
              .formatted(folder));
    }
    if (CifarReader.isCifar(folder)) {
      return CifarReader.readFolder(folder, split);
    }
    Optional<Path> images = idxImages(folder);
    return images.isPresent()
        ? IdxReader.read(images.get(), isFashion(folder) ? FASHION_CLASSES : List.of())
        : FolderSource.open(folder, split);
  }

  private ImageSource openFile(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".bin")) {
      return CifarReader.readFile(file);
    }
    byte[] head = GzipStreams.head(file, TAR_BLOCK);
    if (head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] < 8) {
      return ZipSource.open(file, split);
    }
    if (isTar(head) || name.endsWith(".tar") || name.endsWith(".tgz") || name.endsWith(".tar.gz")) {
      return TarSource.open(file, split);
    }
    if (IdxReader.isIdx(head)) {
      return IdxReader.read(file, List.of());
    }
    if (ImageFormat.isImageName(name)) {
      throw unknown(file, "a single image");
    }
    throw unknown(file, head.length == 0 ? "empty" : "of an unknown format");
  }

  private static boolean isTar(byte[] head) {
    return head.length == TAR_BLOCK
        && new String(head, TAR_MAGIC_AT, 5, StandardCharsets.ISO_8859_1).equals("ustar");
  }

  private static UserException unknown(Path path, String found) {
    return new UserException(
        "%s is %s; expected an IDX file, a CIFAR-10 binary (.bin), a zip or tar of images, or a folder of either or of packed images; give one of these"
            .formatted(path, found));
  }
}
