package dev.gantry.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a version once before clients do, since TensorFlow prepares at the first run of each
 * signature: with the requests beside the model, or else with one row of zeros.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final Path FILE = Path.of("assets.extra", "tf_serving_warmup_requests");

  private WarmUp() {}

  /** Runs the requests; one that fails is logged, since the model may serve others. */
  static void run(LoadedModel model, Path folder) {
    for (WarmUpFile.Call call : calls(model, folder.resolve(FILE))) {
      try {
        SignatureSpec signature = model.signature(call.signature());
        if (call.inputs().values().keySet().equals(signature.inputs().keySet())) {
          model.run(signature, List.of(call.inputs()));
        }
      } catch (RuntimeException e) {
        LOG.warn("a warm-up request of {} failed: {}", folder, LoadedModel.firstLine(e));
      }
    }
  }

  private static List<WarmUpFile.Call> calls(LoadedModel model, Path file) {
    try {
      if (Files.exists(file)) {
        return WarmUpFile.read(file);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read: {}", file, LoadedModel.firstLine(e));
    }
    return model.signatures().stream().flatMap(signature -> zeros(signature).stream()).toList();
  }

  /** One row; none where inputs are files, or of any size, since no other would be prepared. */
  private static Optional<WarmUpFile.Call> zeros(SignatureSpec signature) {
    Map<String, TensorValue> inputs = new HashMap<>();
    for (TensorSpec spec : signature.inputs().values()) {
      List<Integer> shape = new ArrayList<>();
      for (int i = 0; i < spec.shape().size(); i++) {
        long size = i == 0 && spec.batched() ? 1 : spec.shape().get(i);
        shape.add(Math.toIntExact(size));
      }
      if (spec.type() == ElementType.STRING || shape.contains((int) TensorSpec.ANY)) {
        return Optional.empty();
      }
      int count = shape.stream().reduce(1, Math::multiplyExact);
      inputs.put(
          spec.name(),
          new TensorValue(
              switch (spec.type()) {
                case FLOAT32 -> new Elements.Floats(new float[count]);
                case INT32 -> new Elements.Ints(new int[count]);
                case INT64, STRING -> new Elements.Longs(new long[count]);
              },
              shape));
    }
    return Optional.of(new WarmUpFile.Call(signature.name(), new NamedTensors(inputs)));
  }
}
