package dev.gantry.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant by a mistyped one. */
public final class NearestName {
  private static final int LONGEST = 80;

  private NearestName() {}

  /**
   * The name that takes the fewest edits to reach, ignoring case and taking {@code _} for {@code
   * -}; nothing where all are too far to be meant. A name within the other is always near.
   */
  public static Optional<String> of(String found, Collection<String> names) {
    String typed = normal(found);
    return names.stream()
        .filter(name -> near(typed, normal(name)))
        .min(Comparator.comparingInt(name -> edits(typed, normal(name))));
  }

  /** {@code ; did you mean "x"?}, or nothing. */
  public static String hint(String found, Collection<String> names) {
    return of(found, names).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  private static String normal(String name) {
    // Cut, because the time taken grows with the product of the lengths.
    String start = name.substring(0, Math.min(name.length(), LONGEST));
    return start.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean near(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int longer = Math.max(a.length(), b.length());
    boolean within = shorter >= 3 && (a.contains(b) || b.contains(a));
    return within || (edits(a, b) <= Math.max(1, longer / 3) && shorter > 1);
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours from one text to the other (the
   * optimal string alignment distance).
   */
  static int edits(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
