package dev.gantry.cli;

import dev.gantry.config.NearestName;
import dev.gantry.error.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The classes that a person asks a model for, which rows or pictures take in turn.
 *
 * @param names of all classes of the model, index = label; empty where it has none
 * @param labels those asked for, in their order: all of them where none was named
 */
record ChosenClasses(List<String> names, List<Integer> labels) {
  private static final int SHOWN = 20;
  private static final int FILE_NAME_LENGTH = 40;

  /**
   * Finds the classes by name, letter for letter or but for case, and else by number.
   *
   * @param asked names or numbers; empty asks for all
   * @throws UserException if the model has no such class
   */
  static ChosenClasses of(Path model, List<String> names, List<String> asked) {
    if (names.isEmpty() && !asked.isEmpty()) {
      throw new UserException(
          "--label is \"%s\", but %s was trained without classes; leave --label out"
              .formatted(asked.get(0), model));
    }
    return new ChosenClasses(
        names,
        asked.isEmpty()
            ? IntStream.range(0, names.size()).boxed().toList()
            : asked.stream().map(name -> label(model, names, name)).toList());
  }

  private static int label(Path model, List<String> names, String asked) {
    return IntStream.concat(
            IntStream.of(names.indexOf(asked)),
            IntStream.of(lowered(names).indexOf(asked.toLowerCase(Locale.ROOT))))
        .filter(label -> label >= 0)
        .findFirst()
        .orElseGet(() -> number(model, names, asked));
  }

  private static List<String> lowered(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static int number(Path model, List<String> names, String asked) {
    if (asked.matches("\\d{1,9}") && Integer.parseInt(asked) < names.size()) {
      return Integer.parseInt(asked);
    }
    throw new UserException(
        "--label is \"%s\", which is no class of %s%s; give a number from 0 to %d, or one of %s%s"
            .formatted(
                asked,
                model,
                NearestName.of(asked, names).map(" (did you mean \"%s\"?)"::formatted).orElse(""),
                names.size() - 1,
                names.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                names.size() > SHOWN ? ", …" : ""));
  }

  /** Whether the model has no classes. */
  boolean isEmpty() {
    return names.isEmpty();
  }

  /** The label whose turn it is. */
  int inTurn(long index) {
    return labels.get((int) Math.floorMod(index, (long) labels.size()));
  }

  /** Names of the first of those asked for. */
  String names(int first) {
    return labels.stream().limit(first).map(names::get).collect(Collectors.joining(", "));
  }

  /** The class as part of a file's name, in letters that every file system takes. */
  String fileName(int label) {
    String plain = names.get(label).replaceAll("[^A-Za-z0-9._-]+", "-");
    String start = plain.substring(0, Math.min(FILE_NAME_LENGTH, plain.length()));
    return start.matches(".*[A-Za-z0-9].*") ? start : Integer.toString(label);
  }
}
