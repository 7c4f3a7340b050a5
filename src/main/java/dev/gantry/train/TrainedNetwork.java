package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.model.NetworkSummary;
import dev.gantry.nn.Variable;
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

/**
 * One network of a run by itself, without the rest of the training graph: its variables by full
 * name, in row-major order, moving statistics included.
 */
public final class TrainedNetwork {
  private TrainedNetwork() {}

  /**
   * Reads a generator's variables, averaged where the run keeps averages.
   *
   * @param config of the run
   * @throws dev.gantry.error.UserException if the checkpoint is damaged
   */
  public static Map<String, float[]> generator(Checkpoint checkpoint, RunConfig config) {
    String prefix = config.average().enabled() ? MovingAverage.PREFIX : "";
    return read(checkpoint, NetworkSummary.of(config.generator()), prefix);
  }

  /** The same as the last step left them, whether the run keeps averages or not. */
  public static Map<String, float[]> rawGenerator(Checkpoint checkpoint, RunConfig config) {
    return read(checkpoint, NetworkSummary.of(config.generator()), "");
  }

  /**
   * Reads a discriminator's variables.
   *
   * @param config of the run
   * @throws dev.gantry.error.UserException if the checkpoint is damaged
   */
  public static Map<String, float[]> discriminator(Checkpoint checkpoint, RunConfig config) {
    return read(
        checkpoint, NetworkSummary.of(config.discriminator(), config.generator().image()), "");
  }

  /** A discriminator's variables as a run of this configuration begins with them. */
  public static Map<String, float[]> untrainedDiscriminator(RunConfig config) {
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU)) {
      session.initialize();
      Map<String, float[]> all = new LinkedHashMap<>(session.weights());
      all.putAll(session.statistics());
      all.keySet().retainAll(graph.discriminator().all().stream().map(Variable::name).toList());
      return all;
    }
  }

  private static Map<String, float[]> read(
      Checkpoint checkpoint, NetworkSummary network, String prefix) {
    checkpoint.verify();
    List<String> names = network.variables().stream().map(NetworkSummary.Variable::name).toList();
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
