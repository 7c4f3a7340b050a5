package dev.gantry.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** Arrays of numbers as nested lists, the form that NumPy reads. */
final class JsonArrays {
  private JsonArrays() {}

  /** Values in row-major order. */
  static ArrayNode of(float[] values, long... shape) {
    return of(values, 0, shape, 0);
  }

  private static ArrayNode of(float[] values, int from, long[] shape, int dimension) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode((int) shape[dimension]);
    int each = 1;
    for (int i = dimension + 1; i < shape.length; i++) {
      each *= (int) shape[i];
    }
    for (int i = 0; i < shape[dimension]; i++) {
      if (dimension + 1 == shape.length) {
        list.add(values[from + i]);
      } else {
        list.add(of(values, from + i * each, shape, dimension + 1));
      }
    }
    return list;
  }

  /** Every number of nested lists, in row-major order. */
  static float[] floats(JsonNode lists) {
    List<Float> values = new ArrayList<>();
    collect(lists, values);
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private static void collect(JsonNode lists, List<Float> values) {
    if (lists.isArray()) {
      lists.forEach(each -> collect(each, values));
    } else {
      values.add(lists.floatValue());
    }
  }

  /** Sizes of the dimensions of nested lists. */
  static long[] shape(JsonNode lists) {
    List<Long> sizes = new ArrayList<>();
    for (JsonNode each = lists; each.isArray(); each = each.get(0)) {
      sizes.add((long) each.size());
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }
}
