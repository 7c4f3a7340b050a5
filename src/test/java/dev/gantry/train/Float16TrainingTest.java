package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.config.RunConfig;
import dev.gantry.io.AtomicFolder;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Variable;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** Training in float16 with scaled losses. */
@ExtendWith(LeakCheck.class)
class Float16TrainingTest {
  private static final String FLOAT16 = "training.precision=float16";
  private static final String CRITIC = "model.discriminator.normalization=none";
  private static final String SCALES = "loss_scale/";
  private static final String AVERAGES = "average/";

  @TempDir Path folder;

  static Stream<RunConfig> recipes() {
    return Stream.of(
        TinyRun.config("name=dcgan"),
        TinyRun.config("name=critic", CRITIC, "penalty=gradient-penalty", "training.d-steps=2"),
        TinyRun.config("name=spectral", CRITIC, "model.discriminator.spectral-norm=true"),
        TinyRun.config(
            "name=clipped", CRITIC, "objective=wasserstein", "optimizer.discriminator=rmsprop"),
        TinyRecipes.enlarging("{type: pixels, adversarial-weight: 0.01}"));
  }

  /** A graph at its start, in a session. */
  private static final class Started implements AutoCloseable {
    private final TrainingGraph graph;
    private final Session session;
    private final Ops tf;
    private final Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
    private final Placeholder<TFloat32> scale;
    private final List<Op> scaling;

    Started(RunConfig config, Precision precision) {
      graph =
          TrainingGraph.fed(
              Options.with(
                  config, "training", Options.with(config.training(), "precision", precision)));
      tf = Ops.create(graph.graph()).withSubScope("test");
      scale = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      graph.variables().forEach(each -> reads.put(each.name(), each.read(tf)));
      scaling =
          graph.variables().stream()
              .filter(each -> each.name().startsWith(SCALES) && each.name().endsWith("/scale"))
              .map(each -> each.assign(tf, scale))
              .toList();
      session = new Session(graph.graph());
      session.run(graph.initialize());
    }

    void scale(float value) {
      try (TFloat32 fed = TFloat32.scalarOf(value)) {
        Session.Runner runner = session.runner().feed(scale, fed);
        scaling.forEach(runner::addTarget);
        runner.run().close();
      }
    }

    Map<String, float[]> variables() {
      return values(List.copyOf(reads.keySet()), reads::get, session.runner());
    }

    /** One iteration: what it tells, and the gradients of all its steps. */
    Map<String, float[]> step(List<Operand<TFloat32>> fetched) {
      StepInputs inputs = graph.inputs();
      byte[] pixels = new byte[(int) inputs.reals().shape().size()];
      new Random(3).nextBytes(pixels);
      try (TUint8 reals =
              TUint8.tensorOf(inputs.reals().shape(), t -> t.asRawTensor().data().write(pixels));
          TInt64 step = TInt64.scalarOf(0);
          TFloat32 rate = TFloat32.scalarOf(0.001f);
          TFloat32 decay = TFloat32.scalarOf(0.5f)) {
        Session.Runner runner =
            session
                .runner()
                .feed(inputs.reals(), reals)
                .feed(inputs.step(), step)
                .feed(inputs.dRate(), rate)
                .feed(inputs.gRate(), rate)
                .feed(inputs.averageDecay(), decay)
                .addTarget(graph.step());
        Map<String, Operand<TFloat32>> byName = new LinkedHashMap<>();
        fetched.forEach(each -> byName.put(each.op().name() + ":" + each.asOutput().index(), each));
        return values(List.copyOf(byName.keySet()), byName::get, runner);
      }
    }

    /** One iteration as the trainer hears of it. */
    StepResult told() {
      float[] told = step(List.of(graph.report().vector())).values().iterator().next();
      return graph.report().read(StdArrays.ndCopyOf(told));
    }

    List<float[]> gradients() {
      List<Operand<TFloat32>> all = new ArrayList<>(graph.generatorStep().gradients().values());
      graph.discriminatorSteps().forEach(each -> all.addAll(each.gradients().values()));
      return List.copyOf(step(all).values());
    }

    private static Map<String, float[]> values(
        List<String> names, Function<String, Operand<TFloat32>> of, Session.Runner runner) {
      names.forEach(name -> runner.fetch(of.apply(name)));
      Map<String, float[]> values = new LinkedHashMap<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), TrainingSession.floats((TFloat32) result.get(i)));
        }
      }
      return values;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  private static Started started(RunConfig config, Precision precision, float scale) {
    Started started = new Started(config, precision);
    if (precision == Precision.FLOAT16) {
      started.scale(scale);
    }
    return started;
  }

  private static List<float[]> gradients(RunConfig config, Precision precision, float scale) {
    try (Started started = started(config, precision, scale)) {
      return started.gradients();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void lossesAreNearThoseOfFloat32(RunConfig config) {
    try (Started half = started(config, Precision.FLOAT16, 64);
        Started single = started(config, Precision.FLOAT32, 1)) {
      StepResult rounded = half.told();
      StepResult exact = single.told();
      assertThat(rounded.dTakenBack() || rounded.gTakenBack()).isFalse();
      assertThat(rounded.dLoss()).isCloseTo(exact.dLoss(), within(1e-2f));
      assertThat(rounded.gLoss()).isCloseTo(exact.gLoss(), within(1e-2f));
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void gradientsAreNearThoseOfFloat32AtAnyScale(RunConfig config) {
    List<float[]> exact = gradients(config, Precision.FLOAT32, 1);
    for (float scale : new float[] {1, 1024}) {
      assertThat(distance(gradients(config, Precision.FLOAT16, scale), exact)).isLessThan(1e-2);
    }
  }

  /** Of all gradients together, Euclidean, to the length of what is expected. */
  private static double distance(List<float[]> values, List<float[]> expected) {
    double off = 0;
    double length = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).length; j++) {
        off += Math.pow(values.get(i)[j] - (double) expected.get(i)[j], 2);
        length += Math.pow(expected.get(i)[j], 2);
      }
    }
    return Math.sqrt(off / length);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void anIterationThatOverflowsLeavesEveryBit(RunConfig config) {
    try (Started started = started(config, Precision.FLOAT16, 64)) {
      started.told();
      started.scale(3e38f);
      Map<String, float[]> before = started.variables();

      StepResult told = started.told();

      assertThat(told.dTakenBack()).isTrue();
      assertThat(told.gTakenBack()).isTrue();
      assertThat(told.dNorms()).containsOnly(0f);
      assertThat(told.gNorms()).containsOnly(0f);
      assertThat(told.isFinite()).isTrue();
      Map<String, float[]> after = started.variables();
      assertThat(after.get("loss_scale/generator/scale")).containsExactly(1.5e38f);
      assertThat(after.get("loss_scale/discriminator/scale"))
          .containsExactly(3e38f / (1 << config.training().dSteps()));
      before.forEach(
          (name, values) -> {
            if (!name.startsWith(SCALES) && !name.startsWith(AVERAGES)) {
              assertThat(Arrays.equals(after.get(name), values)).as(name).isTrue();
            }
          });
    }
  }

  @Test
  void onlyFloat16HasScales() {
    for (Precision precision : Precision.values()) {
      try (Started started = new Started(TinyRun.config(), precision)) {
        boolean scaled =
            started.graph.variables().stream()
                .map(Variable::name)
                .anyMatch(name -> name.startsWith(SCALES));
        assertThat(scaled).isEqualTo(precision == Precision.FLOAT16);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void resumingGivesTheSameBitsAsGoingOn(String call) throws Exception {
    RunConfig config = TinyRun.config(FLOAT16, call);
    byte[] straight;
    try (Trainer trainer = trainer(config)) {
      trainer.train();
      straight = newest();
    }
    AtomicFolder.delete(new Checkpoints(folder).latest().folder());
    try (Trainer trainer = trainer(config)) {
      trainer.resume(new Checkpoints(folder).latest());
    }
    assertThat(newest()).isEqualTo(straight);
  }

  static Stream<String> calls() {
    return Stream.of("training.iterations-per-call=1", "training.iterations-per-call=3");
  }

  private Trainer trainer(RunConfig config) {
    return new Trainer(
        config,
        TinyRun.images(config, 10),
        new Checkpoints(folder),
        new TinyRun.Memory(),
        new StopSignal());
  }

  private byte[] newest() throws Exception {
    return Files.readAllBytes(
        new Checkpoints(folder).latest().folder().resolve("variables.data-00000-of-00001"));
  }
}
