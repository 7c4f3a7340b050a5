package dev.gantry.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * A tensor in Java's memory.
 *
 * @param elements in row-major order
 * @param shape sizes of its dimensions, at least one
 */
record TensorValue(Elements elements, List<Integer> shape) {
  /** Size of the first dimension. */
  int rows() {
    return shape.get(0);
  }

  /** Sizes of the others; tensors that agree in them can be joined. */
  List<Integer> rowShape() {
    return shape.subList(1, shape.size());
  }

  /** A copy of some rows. */
  TensorValue rows(int from, int count) {
    int each = rowShape().stream().reduce(1, Math::multiplyExact);
    return new TensorValue(
        elements.range(from * each, count * each),
        Stream.concat(Stream.of(count), rowShape().stream()).toList());
  }

  /**
   * Joins tensors along the first dimension.
   *
   * @param parts of one type and row shape
   * @return the caller's to close
   */
  static TType join(List<TensorValue> parts) {
    long rows = parts.stream().mapToLong(TensorValue::rows).sum();
    TensorValue first = parts.get(0);
    Shape shape =
        Shape.of(
            Stream.concat(Stream.of(rows), first.rowShape().stream().map(Integer::longValue))
                .mapToLong(Long::longValue)
                .toArray());
    return first.elements.tensor(
        parts.stream().map(TensorValue::elements).toArray(Elements[]::new), shape);
  }

  /** Copies what TensorFlow made. */
  static TensorValue of(Tensor tensor, ElementType type) {
    List<Integer> shape =
        tensor.shape().toListOrNull().stream().map(size -> Math.toIntExact(size)).toList();
    return new TensorValue(elements(tensor, type), shape);
  }

  private static Elements elements(Tensor tensor, ElementType type) {
    int count = Math.toIntExact(tensor.shape().size());
    switch (type) {
      case FLOAT32 -> {
        float[] values = new float[count];
        tensor.asRawTensor().data().asFloats().read(values);
        return new Elements.Floats(values);
      }
      case INT32 -> {
        int[] values = new int[count];
        tensor.asRawTensor().data().asInts().read(values);
        return new Elements.Ints(values);
      }
      case INT64 -> {
        long[] values = new long[count];
        tensor.asRawTensor().data().asLongs().read(values);
        return new Elements.Longs(values);
      }
      case STRING -> {
        byte[][] values = new byte[count][];
        int at = 0;
        for (NdArray<byte[]> scalar : ((TString) tensor).asBytes().scalars()) {
          values[at++] = scalar.getObject();
        }
        return new Elements.Strings(values);
      }
    }
    throw new IllegalStateException("a type without elements: " + type);
  }

  /**
   * Writes a row as a JSON value: nested lists, or an element where there is one dimension only.
   *
   * @param base64 as {@link TensorSpec#bytes}
   */
  void writeRow(JsonGenerator json, int row, boolean base64) throws IOException {
    int each = rowShape().stream().reduce(1, Math::multiplyExact);
    write(json, row * each, 1, base64);
  }

  /** Writes all of it as nested lists. */
  void writeAll(JsonGenerator json, boolean base64) throws IOException {
    write(json, 0, 0, base64);
  }

  /** Writes what lies below a level; returns the index of the element after it. */
  private int write(JsonGenerator json, int from, int level, boolean base64) throws IOException {
    if (level == shape.size()) {
      elements.write(json, from, base64);
      return from + 1;
    }
    int at = from;
    json.writeStartArray();
    for (int i = 0; i < shape.get(level); i++) {
      at = write(json, at, level + 1, base64);
    }
    json.writeEndArray();
    return at;
  }
}
