package dev.gantry.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.graph.CopyRunner;
import dev.gantry.graph.FasterGraph;
import dev.gantry.nn.Variable;
import dev.gantry.optim.Gradients;
import dev.gantry.parity.GantrySteps;
import dev.gantry.parity.ParityCase;
import dev.gantry.parity.ParityContract;
import dev.gantry.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The training graph against PyTorch. */
@ExtendWith(LeakCheck.class)
class TrainingParityTest extends ParityContract {
  @Override
  protected GantrySteps open(ParityCase parityCase) {
    return new GraphSteps(RunConfigReader.read(parityCase.config(), List.of()));
  }

  /** The training graph, with every variable open to be set and read. */
  private static final class GraphSteps implements GantrySteps {
    private static final String AVERAGE = "average/";

    private final RunConfig config;
    private final TrainingGraph graph;
    private final Graph running;
    private final Session session;
    private final Map<String, Placeholder<TFloat32>> values = new LinkedHashMap<>();
    private final Map<String, Op> assignments = new LinkedHashMap<>();
    private final Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
    private long images;

    GraphSteps(RunConfig config) {
      this.config = config;
      this.graph = TrainingGraph.fed(config);
      Ops tf = Ops.create(graph.graph()).withSubScope("parity");
      for (Variable variable : graph.variables()) {
        Placeholder<TFloat32> value =
            tf.placeholder(TFloat32.class, Placeholder.shape(variable.spec().shape()));
        values.put(variable.name(), value);
        // A fed tensor that is assigned shares the memory of its owner, which closes it: add 0.
        assignments.put(variable.name(), variable.assign(tf, tf.math.add(value, tf.constant(0f))));
        reads.put(variable.name(), variable.read(tf));
      }
      // What a run runs, not what was built, is held against PyTorch.
      this.running = FasterGraph.of(graph.graph(), true);
      this.session = new Session(running, TrainingDevice.CPU.options(0));
      new CopyRunner(session).addTarget(graph.initialize()).run().close();
    }

    @Override
    public void assign(Map<String, float[]> start) {
      Map<String, float[]> all = new LinkedHashMap<>(start);
      for (Variable variable : graph.generator().all()) {
        String average = AVERAGE + variable.name();
        if (values.containsKey(average)) {
          all.put(average, requireNonNull(start.get(variable.name())));
        }
      }
      // In one run: TensorFlow optimizes the graph anew for every set of targets.
      Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
      try {
        CopyRunner runner = new CopyRunner(session);
        all.forEach(
            (name, value) -> {
              Placeholder<TFloat32> placeholder = requireNonNull(values.get(name));
              feeds.put(placeholder, TFloat32.tensorOf(placeholder.shape(), DataBuffers.of(value)));
              runner.addTarget(requireNonNull(assignments.get(name)));
            });
        feeds.forEach(runner::feed);
        try (Result none = runner.run()) {
          assert none.size() == 0;
        }
      } finally {
        feeds.values().forEach(Tensor::close);
      }
    }

    @Override
    public Outcome step(ParityCase.Iteration iteration) {
      Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
      try {
        feedInputs(feeds, iteration);
        feedDraws(feeds, iteration);
        feedSettings(feeds, iteration.index());
        images += config.training().imagesPerStep();
        if (graph.penaltyTarget().isPresent()
            && iteration.index() % config.penalty().every() == 0) {
          runPenalty(feeds);
        }
        return run(feeds);
      } finally {
        feeds.values().forEach(Tensor::close);
      }
    }

    private void feedInputs(Map<Operand<?>, Tensor> feeds, ParityCase.Iteration iteration) {
      StepInputs inputs = graph.inputs();
      feeds.put(
          inputs.reals(),
          TUint8.tensorOf(inputs.reals().shape(), DataBuffers.of(iteration.reals())));
      inputs.labels().ifPresent(fed -> feeds.put(fed, TInt32.vectorOf(iteration.labels())));
      // Where images are made from smaller ones there are none.
      int each = iteration.latents().length / Math.max(1, inputs.latents().size());
      for (int k = 0; k < inputs.latents().size(); k++) {
        Operand<TFloat32> latents = inputs.latents().get(k);
        feeds.put(
            latents,
            TFloat32.tensorOf(
                latents.shape(), DataBuffers.of(iteration.latents()).slice((long) k * each, each)));
      }
    }

    /** All that the graph draws besides the latents. */
    private void feedDraws(Map<Operand<?>, Tensor> feeds, ParityCase.Iteration iteration) {
      Map<String, Operand<TFloat32>> made = new LinkedHashMap<>(graph.inputs().draws().made());
      made.values().removeAll(graph.inputs().latents());
      assertThat(iteration.draws().keySet())
          .describedAs("draws of the case, and those of the graph")
          .isEqualTo(made.keySet());
      made.forEach(
          (name, draw) ->
              feeds.put(
                  draw,
                  TFloat32.tensorOf(draw.shape(), DataBuffers.of(iteration.draws().get(name)))));
    }

    private void feedSettings(Map<Operand<?>, Tensor> feeds, int step) {
      StepInputs inputs = graph.inputs();
      double progress = step / (double) config.training().steps();
      feeds.put(inputs.step(), TInt64.scalarOf(step));
      feeds.put(inputs.dRate(), scalar(config.optimizer().discriminator().rate(progress)));
      feeds.put(inputs.gRate(), scalar(config.optimizer().generator().rate(progress)));
      feeds.put(
          inputs.averageDecay(),
          scalar(config.average().decay(images, config.training().imagesPerStep())));
    }

    private void runPenalty(Map<Operand<?>, Tensor> feeds) {
      CopyRunner runner = new CopyRunner(session).addTarget(graph.penaltyTarget().orElseThrow());
      feeds.forEach(runner::feed);
      try (Result none = runner.run()) {
        assert none.size() == 0;
      }
    }

    private Outcome run(Map<Operand<?>, Tensor> feeds) {
      List<Gradients> gradients =
          List.of(graph.discriminatorSteps().get(0).gradients(), graph.generatorStep().gradients());
      CopyRunner runner =
          new CopyRunner(session).addTarget(graph.step()).fetch(graph.report().vector());
      gradients.forEach(g -> g.values().forEach(runner::fetch));
      feeds.forEach(runner::feed);
      try (Result result = runner.run()) {
        return outcome(result, gradients);
      }
    }

    private static TFloat32 scalar(double value) {
      return TFloat32.scalarOf((float) value);
    }

    private Outcome outcome(Result result, List<Gradients> gradients) {
      StepResult report = graph.report().read((TFloat32) result.get(0));
      Map<String, float[]> byName = new LinkedHashMap<>();
      int next = 1;
      for (Gradients network : gradients) {
        for (Variable variable : network.variables()) {
          byName.put(variable.name(), floats(result.get(next++)));
        }
      }
      return new Outcome(report.dLoss(), report.gLoss(), report.dReal(), report.dFake(), byName);
    }

    @Override
    public Map<String, float[]> variables() {
      List<Variable> all = new ArrayList<>(graph.generator().all());
      all.addAll(graph.discriminator().all());
      return read(all, "");
    }

    @Override
    public Map<String, float[]> averages() {
      return config.average().enabled() ? read(graph.generator().all(), AVERAGE) : Map.of();
    }

    private Map<String, float[]> read(Collection<Variable> variables, String prefix) {
      CopyRunner runner = new CopyRunner(session);
      variables.forEach(
          variable -> runner.fetch(requireNonNull(reads.get(prefix + variable.name()))));
      Map<String, float[]> found = new LinkedHashMap<>();
      try (Result result = runner.run()) {
        int next = 0;
        for (Variable variable : variables) {
          found.put(variable.name(), floats(result.get(next++)));
        }
      }
      return found;
    }

    private static float[] floats(Tensor tensor) {
      float[] values = new float[(int) tensor.size()];
      ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
      return values;
    }

    @Override
    public void close() {
      session.close();
      running.close();
      graph.close();
    }
  }
}
