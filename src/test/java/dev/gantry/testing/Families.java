package dev.gantry.testing;

import java.util.Arrays;
import java.util.List;

/** The members of sealed families of options, for tests of what all of them promise. */
public final class Families {
  private Families() {}

  /** Every record of a family with its defaults, so that a new one is tested from its first day. */
  public static <T> List<T> defaults(Class<T> family) {
    return Arrays.stream(family.getPermittedSubclasses())
        .map(member -> family.cast(defaultsOf(member)))
        .toList();
  }

  private static Object defaultsOf(Class<?> member) {
    try {
      return member.getMethod("defaults").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(member + " has no public static defaults()", e);
    }
  }
}
