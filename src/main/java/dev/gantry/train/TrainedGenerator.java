package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.model.NetworkSummary;
import dev.gantry.optim.MovingAverage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The generator out of a checkpoint, without the rest of the training graph. */
public final class TrainedGenerator {
  private TrainedGenerator() {}

  /**
   * Reads the generator's variables, averaged where the run keeps averages.
   *
   * @param config of the run
   * @return values by the variable's full name, in row-major order
   * @throws dev.gantry.error.UserException if the checkpoint is damaged
   */
  public static Map<String, float[]> read(Checkpoint checkpoint, RunConfig config) {
    checkpoint.verify();
    List<String> names =
        NetworkSummary.of(config.generator()).variables().stream()
            .map(NetworkSummary.Variable::name)
            .toList();
    String prefix = config.average().enabled() ? MovingAverage.PREFIX : "";
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Output<?>> tensors =
          tf.train
              .restore(
                  tf.constant(checkpoint.variables().toString()),
                  tf.array(names.stream().map(prefix::concat).toArray(String[]::new)),
                  tf.array(names.stream().map(name -> "").toArray(String[]::new)),
                  Collections.nCopies(names.size(), TFloat32.class))
              .tensors();
      return fetch(graph, names, tensors);
    }
  }

  private static Map<String, float[]> fetch(
      Graph graph, List<String> names, List<Output<?>> tensors) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      tensors.forEach(runner::fetch);
      try (Result result = runner.run()) {
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), TrainingSession.floats((TFloat32) result.get(i)));
        }
      }
    }
    return values;
  }
}
