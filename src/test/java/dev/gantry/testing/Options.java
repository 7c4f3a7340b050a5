package dev.gantry.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Option records like others but for what a test is about. */
public final class Options {
  private Options() {}

  /**
   * A copy.
   *
   * @param changes names of components, each followed by its value
   */
  public static <R extends Record> R with(R base, Object... changes) {
    Map<String, Object> values = new LinkedHashMap<>();
    RecordComponent[] components = base.getClass().getRecordComponents();
    try {
      for (RecordComponent component : components) {
        values.put(component.getName(), component.getAccessor().invoke(base));
      }
      for (int i = 0; i < changes.length; i += 2) {
        if (values.replace((String) changes[i], changes[i + 1]) == null) {
          throw new IllegalArgumentException(base + " has no component " + changes[i]);
        }
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      @SuppressWarnings("unchecked")
      R copy = (R) base.getClass().getConstructor(types).newInstance(values.values().toArray());
      return copy;
    } catch (ReflectiveOperationException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new LinkageError(base + " cannot be changed", e);
    }
  }
}
