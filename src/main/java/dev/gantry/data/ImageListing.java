package dev.gantry.data;

import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The images among the files of a folder or archive, in an order that depends on their names only:
 * sorted in each class, and the classes take turns.
 *
 * @param paths of the images, as given
 * @param labels from the folders that the images lie in
 * @param otherFiles how many files are no images by their names
 */
record ImageListing(List<String> paths, Labels labels, int otherFiles) {
  /** More are refused: their names alone would fill the memory. */
  static final int MAX_IMAGES = 5_000_000;

  private static final Set<String> PARTS = Set.of("train", "test", "val", "valid", "validation");

  /** A path, and the part of it that is still looked at. */
  private record Entry(String path, String rest) {
    String folder() {
      int slash = rest.indexOf('/');
      return slash < 0 ? "" : rest.substring(0, slash);
    }

    Entry inside() {
      return new Entry(path, rest.substring(rest.indexOf('/') + 1));
    }
  }

  /**
   * Sorts out files. Where the top folders are {@code train} and {@code test}, only those of the
   * split are taken. Folders that everything lies in are looked through. Then the folders are the
   * classes, if there are at least two and every image lies in one.
   *
   * @param files relative paths with slashes
   * @param description for messages
   * @throws UserException if there are no images
   */
  static ImageListing of(Collection<String> files, Split split, String description) {
    List<Entry> images =
        files.stream()
            .filter(ImageListing::isImage)
            .map(path -> new Entry(path, path))
            .collect(Collectors.toCollection(ArrayList::new));
    int otherFiles = files.size() - images.size();
    if (images.isEmpty()) {
      throw new UserException(
          "%s has no images (%d other files); expected PNG, JPEG, GIF, BMP or TIFF files, in one folder for each class if there are classes; give another path"
              .formatted(description, otherFiles));
    }
    images.sort(Comparator.comparing(Entry::path));
    return take(choose(images, split, description), otherFiles);
  }

  /** Not the files that systems leave beside images: .DS_Store, ._x.jpg in __MACOSX. */
  private static boolean isImage(String path) {
    return ImageFormat.isImageName(path)
        && !path.startsWith(".")
        && !path.contains("/.")
        && !path.startsWith("__MACOSX/");
  }

  private static List<Entry> choose(List<Entry> images, Split split, String description) {
    List<Entry> chosen = images;
    boolean parted = false;
    while (true) {
      Set<String> folders = chosen.stream().map(Entry::folder).collect(Collectors.toSet());
      if (!parted && isParted(folders)) {
        String part = split == Split.TRAIN ? "train" : "test";
        chosen = chosen.stream().filter(entry -> entry.folder().equals(part)).toList();
        parted = true;
        if (chosen.isEmpty()) {
          throw new UserException(
              "%s has %s but no %s with images; expected the split that data.split asks for; change data.split or add the folder"
                  .formatted(description, String.join(", ", folders), part));
        }
      } else if (folders.size() > 1 || folders.contains("")) {
        return chosen;
      }
      chosen = chosen.stream().map(Entry::inside).toList();
    }
  }

  private static boolean isParted(Set<String> folders) {
    return PARTS.containsAll(folders) && (folders.contains("train") || folders.contains("test"));
  }

  private static ImageListing take(List<Entry> images, int otherFiles) {
    SortedMap<String, List<String>> byFolder = new TreeMap<>();
    for (Entry image : images) {
      byFolder.computeIfAbsent(image.folder(), folder -> new ArrayList<>()).add(image.path());
    }
    if (byFolder.size() < 2 || byFolder.containsKey("")) {
      List<String> paths = images.stream().map(Entry::path).toList();
      return new ImageListing(paths, Labels.NONE, otherFiles);
    }
    return takeTurns(byFolder, images.size(), otherFiles);
  }

  private static ImageListing takeTurns(
      SortedMap<String, List<String>> byClass, int count, int otherFiles) {
    List<String> classes = List.copyOf(byClass.keySet());
    List<List<String>> columns = List.copyOf(byClass.values());
    List<String> paths = new ArrayList<>(count);
    int[] labels = new int[count];
    for (int turn = 0; paths.size() < count; turn++) {
      for (int label = 0; label < columns.size(); label++) {
        if (turn < columns.get(label).size()) {
          labels[paths.size()] = label;
          paths.add(columns.get(label).get(turn));
        }
      }
    }
    return new ImageListing(paths, new Labels(labels, classes), otherFiles);
  }
}
