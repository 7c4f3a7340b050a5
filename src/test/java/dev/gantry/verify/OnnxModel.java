package dev.gantry.verify;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An export that {@code scripts/verify/to_onnx.py} converted, in ONNX Runtime. */
public final class OnnxModel implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private OnnxModel(OrtSession session) {
    this.session = session;
  }

  /** Loads a file, with the options that ONNX Runtime has by default. */
  public static OnnxModel load(Path file) {
    try {
      return new OnnxModel(OrtEnvironment.getEnvironment().createSession(file.toString()));
    } catch (OrtException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Images of latents [count, latent], in row-major order. */
  public float[] decode(float[][] latents) {
    FloatBuffer z = FloatBuffer.allocate(latents.length * latents[0].length);
    for (float[] row : latents) {
      z.put(row);
    }
    return image(Map.of("z", Values.floats(z.array(), latents.length, latents[0].length)));
  }

  /** The output {@code image}, in row-major order. */
  float[] image(Map<String, Values> inputs) {
    Map<String, OnnxTensor> fed = new HashMap<>();
    try {
      for (Map.Entry<String, Values> input : inputs.entrySet()) {
        fed.put(input.getKey(), input.getValue().tensor(environment));
      }
      try (OrtSession.Result result = session.run(fed)) {
        FloatBuffer image = ((OnnxTensor) result.get("image").orElseThrow()).getFloatBuffer();
        float[] values = new float[image.remaining()];
        image.get(values);
        return values;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Numbers that are fed. */
  interface Values {
    OnnxTensor tensor(OrtEnvironment environment) throws OrtException;

    static Values floats(float[] values, long... shape) {
      return environment -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    static Values longs(long... values) {
      return environment ->
          OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {values.length});
    }
  }
}
