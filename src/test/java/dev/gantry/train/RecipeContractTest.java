package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.graph.CopyRunner;
import dev.gantry.graph.FasterGraph;
import dev.gantry.io.AtomicFolder;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** What training promises for every recipe. */
@ExtendWith(LeakCheck.class)
class RecipeContractTest {
  /** Losses of differences do not depend on it. */
  private static final String SCORE_BIAS = "discriminator/logit/bias";

  @TempDir Path folder;

  static Stream<RunConfig> recipes() {
    return TinyRecipes.all();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aStepOfTheDiscriminatorLeavesTheGeneratorBitIdentical(RunConfig config) {
    try (TrainingGraph graph = TrainingGraph.fed(config)) {
      assertThat(movedBy(graph, graph.discriminatorStep(), graph.generator())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aStepOfTheGeneratorLeavesTheDiscriminatorBitIdentical(RunConfig config) {
    try (TrainingGraph graph = TrainingGraph.build(config, 0, 0)) {
      assertThat(movedBy(graph, graph.step(), graph.discriminator())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aStepOnThePenaltyAloneMovesOnlyTheDiscriminator(RunConfig config) {
    try (TrainingGraph graph = TrainingGraph.fed(config)) {
      if (graph.penaltyTarget().isPresent()) {
        assertThat(movedBy(graph, graph.penaltyTarget().get(), graph.generator())).isEmpty();
        assertThat(movedBy(graph, graph.penaltyTarget().get(), graph.discriminator())).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aWholeIterationMovesEveryWeight(RunConfig config) {
    try (TrainingGraph graph = TrainingGraph.fed(config)) {
      assertThat(movedBy(graph, graph.step(), graph.generator()))
          .containsAll(names(graph.generator()));
      List<String> critic = names(graph.discriminator());
      assertThat(movedBy(graph, graph.step(), graph.discriminator()))
          .containsAll(critic.stream().filter(name -> !name.equals(SCORE_BIAS)).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theGraphThatRunsHasTheGradientsOfTheOneThatWasBuilt(RunConfig config) {
    try (TrainingGraph graph = TrainingGraph.fed(config)) {
      List<float[]> built = gradients(graph, graph.graph());
      for (boolean onCpu : new boolean[] {false, true}) {
        try (Graph faster = FasterGraph.of(graph.graph(), onCpu)) {
          List<float[]> running = gradients(graph, faster);
          for (int i = 0; i < built.size(); i++) {
            assertThat(distance(running.get(i), built.get(i))).isLessThan(1e-4);
          }
        }
      }
    }
  }

  /** Of both networks, at the start, where neither moves. */
  private static List<float[]> gradients(TrainingGraph graph, Graph running) {
    List<Operand<TFloat32>> all = new ArrayList<>(graph.generatorStep().gradients().values());
    graph.discriminatorSteps().forEach(step -> all.addAll(step.gradients().values()));
    try (Session session = new Session(running)) {
      new CopyRunner(session).addTarget(graph.initialize()).run().close();
      try (Result result = run(session, graph, graph.step(), 0, all)) {
        return IntStream.range(0, all.size())
            .mapToObj(i -> TrainingSession.floats((TFloat32) result.get(i)))
            .toList();
      }
    }
  }

  /** Euclidean, to the length of what is expected. */
  private static double distance(float[] values, float[] expected) {
    double off = 0;
    double length = 1e-12;
    for (int i = 0; i < expected.length; i++) {
      off += Math.pow(values[i] - (double) expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(off / length);
  }

  private static List<String> names(VariableStore store) {
    return store.trainable().stream().map(Variable::name).toList();
  }

  /** The variables of a network that a run of this target changes. */
  private static List<String> movedBy(TrainingGraph graph, Op target, VariableStore store) {
    Ops tf = Ops.create(graph.graph()).withSubScope("test");
    Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
    store.all().forEach(variable -> reads.put(variable.name(), variable.read(tf)));
    try (Session session = new Session(graph.graph())) {
      session.run(graph.initialize());
      Map<String, float[]> before = values(session, reads);
      run(session, graph, target, 0.001f, List.of()).close();
      Map<String, float[]> after = values(session, reads);
      return before.keySet().stream()
          .filter(name -> !Arrays.equals(before.get(name), after.get(name)))
          .toList();
    }
  }

  private static Map<String, float[]> values(
      Session session, Map<String, Operand<TFloat32>> reads) {
    Map<String, float[]> values = new LinkedHashMap<>();
    reads.forEach(
        (name, read) -> {
          try (Result result = session.runner().fetch(read).run()) {
            values.put(name, TrainingSession.floats((TFloat32) result.get(0)));
          }
        });
    return values;
  }

  /** Runs a target of a graph, or of its faster copy: by the same names. */
  private static Result run(
      Session session,
      TrainingGraph graph,
      Op target,
      float learningRate,
      List<Operand<TFloat32>> fetched) {
    StepInputs inputs = graph.inputs();
    int images = (int) inputs.reals().shape().get(0);
    byte[] pixels = new byte[(int) inputs.reals().shape().size()];
    new Random(3).nextBytes(pixels);
    try (TUint8 reals =
            TUint8.tensorOf(inputs.reals().shape(), t -> t.asRawTensor().data().write(pixels));
        TInt32 labels =
            TInt32.tensorOf(
                Shape.of(images),
                t -> {
                  for (int i = 0; i < images; i++) {
                    t.setInt(i % 3, i);
                  }
                });
        TInt64 step = TInt64.scalarOf(0);
        TFloat32 rate = TFloat32.scalarOf(learningRate)) {
      CopyRunner runner =
          new CopyRunner(session)
              .feed(inputs.reals(), reals)
              .feed(inputs.step(), step)
              .feed(inputs.dRate(), rate)
              .feed(inputs.gRate(), rate)
              .feed(inputs.averageDecay(), rate)
              .addTarget(target);
      inputs.labels().ifPresent(asked -> runner.feed(asked, labels));
      fetched.forEach(runner::fetch);
      return runner.run();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void resumingGivesTheSameBitsAsGoingOn(RunConfig recipe) throws Exception {
    RunConfig config =
        Options.with(
            recipe,
            "training",
            Options.with(recipe.training(), "kimg", recipe.training().imagesPerStep() * 4 / 1000.0),
            "checkpoint",
            Options.with(
                recipe.checkpoint(), "everyKimg", recipe.training().imagesPerStep() * 2 / 1000.0));
    byte[] straight;
    try (Trainer trainer = trainer(config)) {
      trainer.train();
      straight = newest();
    }
    AtomicFolder.delete(new Checkpoints(folder).latest().folder());
    Checkpoint half = new Checkpoints(folder).latest();
    assertThat(half.step()).isEqualTo(2);
    try (Trainer trainer = trainer(config)) {
      trainer.resume(half);
    }
    assertThat(newest()).isEqualTo(straight);
  }

  private Trainer trainer(RunConfig config) {
    ImageSet images = TinyRun.images(config, 10);
    return new Trainer(
        config, images, new Checkpoints(folder), new TinyRun.Memory(), new StopSignal());
  }

  /** The bytes of the newest checkpoint's variables. */
  private byte[] newest() throws Exception {
    return Files.readAllBytes(
        new Checkpoints(folder).latest().folder().resolve("variables.data-00000-of-00001"));
  }
}
