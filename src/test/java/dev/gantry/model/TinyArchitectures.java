package dev.gantry.model;

import dev.gantry.testing.Families;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every architecture of a family with its defaults, but so narrow that a test takes milliseconds.
 */
final class TinyArchitectures {
  private static final int WIDTH = 4;

  private TinyArchitectures() {}

  static <T> Stream<T> of(Class<T> family) {
    return Families.defaults(family).stream().map(architecture -> narrow(family, architecture));
  }

  private static <T> T narrow(Class<T> family, T architecture) {
    RecordComponent[] components = architecture.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] = narrow(components[i].getAccessor().invoke(architecture));
      }
      Constructor<?> constructor = architecture.getClass().getDeclaredConstructor(types);
      return family.cast(constructor.newInstance(values));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(architecture + " cannot be made narrow", e);
    }
  }

  private static Object narrow(Object option) {
    if (option instanceof Integer width) {
      return Math.min(width, WIDTH);
    }
    if (option instanceof List<?> widths) {
      return widths.stream().map(TinyArchitectures::narrow).toList();
    }
    return option;
  }
}
