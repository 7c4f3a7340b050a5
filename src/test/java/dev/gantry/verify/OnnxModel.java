package dev.gantry.verify;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
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
    Numbers fed = Numbers.floats(z.array(), latents.length, latents[0].length);
    return answers(Map.of("z", fed)).get("image");
  }

  /** Every output in row-major order, by name; inputs that the model does not take are left out. */
  Map<String, float[]> answers(Map<String, Numbers> inputs) {
    Map<String, OnnxTensor> fed = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        fed.put(name, inputs.get(name).tensor(environment));
      }
      try (OrtSession.Result result = session.run(fed)) {
        Map<String, float[]> answers = new HashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          answers.put(output.getKey(), values((OnnxTensor) output.getValue()));
        }
        return answers;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] values(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
