package dev.gantry.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The elements of a tensor in Java's memory, in row-major order. */
sealed interface Elements {
  /** How many there are. */
  int count();

  /** The array that holds them. */
  Object array();

  /** A copy of some of them. */
  Elements range(int from, int count);

  /**
   * These and others of the same type, as a tensor, which is the caller's to close.
   *
   * @param shape of all together
   */
  TType tensor(Elements[] parts, Shape shape);

  /** Writes one as a JSON value; floats with the fewest digits that tell them apart. */
  void write(JsonGenerator json, int index, boolean base64) throws IOException;

  /** Of {@link ElementType#FLOAT32}. */
  record Floats(float[] values) implements Elements {
    @Override
    public Object array() {
      return values;
    }

    @Override
    public int count() {
      return values.length;
    }

    @Override
    public Elements range(int from, int count) {
      return new Floats(Arrays.copyOfRange(values, from, from + count));
    }

    @Override
    public TType tensor(Elements[] parts, Shape shape) {
      return TFloat32.tensorOf(shape, DataBuffers.of(joined(parts, new float[total(parts)])));
    }

    @Override
    public void write(JsonGenerator json, int index, boolean base64) throws IOException {
      json.writeNumber(values[index]);
    }
  }

  /** Of {@link ElementType#INT32}. */
  record Ints(int[] values) implements Elements {
    @Override
    public Object array() {
      return values;
    }

    @Override
    public int count() {
      return values.length;
    }

    @Override
    public Elements range(int from, int count) {
      return new Ints(Arrays.copyOfRange(values, from, from + count));
    }

    @Override
    public TType tensor(Elements[] parts, Shape shape) {
      return TInt32.tensorOf(shape, DataBuffers.of(joined(parts, new int[total(parts)])));
    }

    @Override
    public void write(JsonGenerator json, int index, boolean base64) throws IOException {
      json.writeNumber(values[index]);
    }
  }

  /** Of {@link ElementType#INT64}. */
  record Longs(long[] values) implements Elements {
    @Override
    public Object array() {
      return values;
    }

    @Override
    public int count() {
      return values.length;
    }

    @Override
    public Elements range(int from, int count) {
      return new Longs(Arrays.copyOfRange(values, from, from + count));
    }

    @Override
    public TType tensor(Elements[] parts, Shape shape) {
      return TInt64.tensorOf(shape, DataBuffers.of(joined(parts, new long[total(parts)])));
    }

    @Override
    public void write(JsonGenerator json, int index, boolean base64) throws IOException {
      json.writeNumber(values[index]);
    }
  }

  /** Of {@link ElementType#STRING}: any bytes. */
  record Strings(byte[][] values) implements Elements {
    private static final String BASE64 = "b64";

    @Override
    public Object array() {
      return values;
    }

    @Override
    public int count() {
      return values.length;
    }

    @Override
    public Elements range(int from, int count) {
      return new Strings(Arrays.copyOfRange(values, from, from + count));
    }

    @Override
    public TType tensor(Elements[] parts, Shape shape) {
      return TString.tensorOfBytes(
          shape, DataBuffers.ofObjects(joined(parts, new byte[total(parts)][])));
    }

    @Override
    public void write(JsonGenerator json, int index, boolean base64) throws IOException {
      if (base64) {
        json.writeStartObject();
        json.writeBinaryField(BASE64, values[index]);
        json.writeEndObject();
      } else {
        json.writeString(new String(values[index], StandardCharsets.UTF_8));
      }
    }
  }

  private static int total(Elements[] parts) {
    return Arrays.stream(parts).mapToInt(Elements::count).reduce(0, Math::addExact);
  }

  private static <A> A joined(Elements[] parts, A target) {
    int at = 0;
    for (Elements part : parts) {
      System.arraycopy(part.array(), 0, target, at, part.count());
      at += part.count();
    }
    return target;
  }
}
