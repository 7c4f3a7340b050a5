package dev.gantry.verify;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What goes into a model or comes out of it. */
sealed interface Numbers {
  /** As nested lists. */
  JsonNode json();

  /** For TensorFlow; the caller closes it. */
  Tensor tensor();

  /** For ONNX Runtime; the caller closes it. */
  OnnxTensor tensor(OrtEnvironment environment) throws OrtException;

  /** Nested lists, of the type that models take under this name. */
  static Numbers of(String name, JsonNode lists) {
    float[] values = JsonArrays.floats(lists);
    return name.equals("label")
        ? new Labels(longs(values))
        : floats(values, JsonArrays.shape(lists));
  }

  /** Values in row-major order. */
  static Floats floats(float[] values, long... shape) {
    return new Floats(values, shape);
  }

  private static long[] longs(float[] values) {
    long[] longs = new long[values.length];
    Arrays.setAll(longs, i -> (long) values[i]);
    return longs;
  }

  /** Floats in row-major order. */
  record Floats(float[] values, long[] shape) implements Numbers {
    @Override
    public JsonNode json() {
      return JsonArrays.of(values, shape);
    }

    @Override
    public Tensor tensor() {
      return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }
  }

  /** A label for each row. */
  record Labels(long[] values) implements Numbers {
    /** The labels 0 to classes - 1, in turn. */
    static Labels inTurn(int count, int classes) {
      long[] values = new long[count];
      Arrays.setAll(values, i -> i % classes);
      return new Labels(values);
    }

    int[] ints() {
      return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public JsonNode json() {
      return new ObjectMapper().valueToTree(values);
    }

    @Override
    public Tensor tensor() {
      return TInt64.tensorOf(Shape.of(values.length), DataBuffers.of(values));
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
      return OnnxTensor.createTensor(
          environment, LongBuffer.wrap(values), new long[] {values.length});
    }
  }
}
