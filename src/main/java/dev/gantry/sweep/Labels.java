package dev.gantry.sweep;

import java.util.ArrayList;
import java.util.List;

/** Short names of keys, for headings: as much of their ends as tells them apart. */
final class Labels {
  private Labels() {}

  /**
   * One for each name, in the same order.
   *
   * @param names paths with dots; several joined by {@value Parameter#JOINT} are called by the end
   *     that they have in common
   */
  static List<String> of(List<String> names) {
    List<List<String>> paths = names.stream().map(Labels::path).toList();
    return paths.stream().map(path -> shortest(path, paths)).toList();
  }

  private static List<String> path(String name) {
    List<List<String>> all = new ArrayList<>();
    for (String key : name.split("\\+", -1)) {
      all.add(List.of(key.split("\\.", -1)));
    }
    List<String> first = all.get(0);
    for (int length = first.size(); length > 0; length--) {
      List<String> end = end(first, length);
      int taken = length;
      if (all.stream().allMatch(path -> end(path, taken).equals(end))) {
        return end;
      }
    }
    return List.of(name);
  }

  private static String shortest(List<String> path, List<List<String>> all) {
    for (int length = 1; length < path.size(); length++) {
      List<String> end = end(path, length);
      int taken = length;
      if (all.stream().filter(other -> end(other, taken).equals(end)).count() == 1) {
        return String.join(".", end);
      }
    }
    return String.join(".", path);
  }

  private static List<String> end(List<String> path, int length) {
    return path.subList(Math.max(0, path.size() - length), path.size());
  }
}
