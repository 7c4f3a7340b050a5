package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.graph.CopyRunner;
import dev.gantry.graph.FasterGraph;
import dev.gantry.graph.IterationLoops;
import dev.gantry.model.GeneratorNetwork;
import dev.gantry.nn.Variable;
import dev.gantry.profile.Work;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.StepStats;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The training graph of a run in a session: steps, saves, restores, samples. Not thread-safe; close
 * it where it was made.
 */
final class TrainingSession implements AutoCloseable {
  private static final int SAMPLE_CHUNK = 64;

  private final TrainingGraph graph;
  private final Graph running;
  private final Session session;
  private final GeneratorNetwork generator;
  private final long pretrainSteps;
  private final int penaltyEvery;
  private final int iterationsPerCall;
  private final Peers peers;
  private float lazyPenalty;
  private long nativeNanos;
  private @Nullable List<StepStats> traces;

  /**
   * What changes from step to step.
   *
   * @param number of the iteration, from 0
   * @param dRate the discriminator's learning rate
   * @param gRate the generator's learning rate
   * @param averageDecay what the moving average keeps of itself
   * @param stopping whether this replica asks all to stop after the iteration
   */
  record StepSettings(
      long number, double dRate, double gRate, double averageDecay, boolean stopping) {
    StepSettings(long number, double dRate, double gRate, double averageDecay) {
      this(number, dRate, gRate, averageDecay, false);
    }
  }

  TrainingSession(TrainingGraph graph, RunConfig config, TrainingDevice device) {
    this(graph, config, device, Peers.none());
  }

  /**
   * Opens a session.
   *
   * @param config of the whole run
   * @param peers those that the graph exchanges tensors with
   */
  TrainingSession(TrainingGraph graph, RunConfig config, TrainingDevice device, Peers peers) {
    this.graph = graph;
    this.peers = peers;
    this.running = running(graph, device.fusesForCpu(config.training()));
    this.session = peers.open(running, device.options(config.training()));
    this.generator = config.generator();
    this.pretrainSteps = config.pretrainSteps();
    this.penaltyEvery = config.penalty().every();
    this.iterationsPerCall = config.training().iterationsPerCall();
  }

  private static Graph running(TrainingGraph graph, boolean onCpu) {
    Graph faster = FasterGraph.of(graph.graph(), onCpu);
    if (graph.loops().isEmpty()) {
      return faster;
    }
    try (faster) {
      return graph.loops().get().loops().in(faster);
    }
  }

  /** Sets every variable to its start. */
  void initialize() {
    try (Result none = runner().addTarget(graph.initialize()).run()) {
      requireNothing(none);
    }
  }

  /** Which of all that train this run together this one is. */
  Replica replica() {
    return peers.replica();
  }

  /**
   * Compares numbers with the other replicas.
   *
   * @param own as many as {@link ReplicaStart#NUMBERS}
   * @return the greatest of each
   */
  long[] greatest(long... own) {
    Optional<ReplicaStart> start = graph.start();
    if (start.isEmpty()) {
      return own;
    }
    try (TInt64 fed = TInt64.vectorOf(own);
        Result result =
            peers.together(
                runner().feed(start.get().numbers(), fed).fetch(start.get().greatest()))) {
      long[] greatest = new long[own.length];
      result.get(0).asRawTensor().data().asLongs().read(greatest);
      return greatest;
    }
  }

  /** Sets every variable as the chief has it. */
  void takeChiefs() {
    graph
        .start()
        .ifPresent(
            start -> {
              try (Result none = peers.together(runner().addTarget(start.share()))) {
                requireNothing(none);
              }
            });
  }

  /** Brings all images to the device. */
  void load(ImageSet images) {
    ResidentImages resident = graph.resident().orElseThrow();
    try (TUint8 all = tensor(images);
        TInt32 labels = TInt32.vectorOf(labels(images));
        Result none =
            runner()
                .feed(resident.images(), all)
                .feed(resident.labels(), labels)
                .addTarget(resident.load())
                .addTarget(resident.loadLabels())
                .run()) {
      requireNothing(none);
    }
  }

  private static int[] labels(ImageSet images) {
    return IntStream.range(0, images.count()).map(images::label).toArray();
  }

  private static TUint8 tensor(ImageSet images) {
    Shape shape = Shape.of(images.count(), images.height(), images.width(), images.channels());
    return TUint8.tensorOf(
        shape,
        target -> {
          ByteDataBuffer bytes = target.asRawTensor().data();
          ByteBuffer one = ByteBuffer.allocate(images.imageBytes());
          for (int i = 0; i < images.count(); i++) {
            images.copy(i, one.clear());
            DataBuffers.of(one.array())
                .copyTo(bytes.offset((long) i * one.capacity()), one.capacity());
          }
        });
  }

  /** Iterations that one call runs at most. */
  int iterationsPerCall() {
    return iterationsPerCall;
  }

  /**
   * How many iterations one call may run from this one on: those along the content loss are not in
   * one with others, and a penalty that has steps of its own has them before the first.
   */
  int atOnce(long number) {
    if (number < pretrainSteps) {
      return (int) Math.min(iterationsPerCall, pretrainSteps - number);
    }
    return hasLazyPenalty()
        ? (int) Math.min(iterationsPerCall, penaltyEvery - number % penaltyEvery)
        : iterationsPerCall;
  }

  private boolean hasLazyPenalty() {
    return graph.penaltyTarget().isPresent();
  }

  /**
   * Some iterations on these of the resident images.
   *
   * @param settings one an iteration, no more than {@link #atOnce}
   * @param indices of the images of each, one iteration's after another's
   */
  List<StepResult> steps(List<StepSettings> settings, int[] indices) {
    Placeholder<TInt32> fed = graph.resident().orElseThrow().indices();
    if (graph.loops().isEmpty()) {
      try (TInt32 chosen = TInt32.vectorOf(indices)) {
        return List.of(step(settings.get(0), Map.of(fed, chosen)));
      }
    }
    try (TInt32 chosen = rows(settings.size(), indices)) {
      return loop(settings, 0, Map.of(fed, chosen));
    }
  }

  /**
   * Some iterations on images of which there may be more: those of the iterations from one on.
   *
   * @param settings one an iteration, no more than {@link #atOnce}
   * @param first whose images the first iteration takes, from 0
   * @param reals uint8 [iterations, d-steps · batch, size, size, channels], without the first
   *     dimension where a call runs one
   * @param labels of the images of each, one iteration's after another's; ignored where labels are
   *     not used
   */
  List<StepResult> steps(List<StepSettings> settings, int first, TUint8 reals, int[] labels) {
    if (graph.loops().isEmpty()) {
      return List.of(step(settings.get(0), reals, labels));
    }
    StepInputs inputs = graph.inputs();
    try (TInt32 fed = rows(Math.toIntExact(reals.shape().get(0)), labels)) {
      Map<Operand<?>, Tensor> images = new HashMap<>(Map.of(inputs.reals(), reals));
      inputs.labels().ifPresent(operand -> images.put(operand, fed));
      return loop(settings, first, images);
    }
  }

  private static TInt32 rows(int rows, int[] values) {
    return TInt32.tensorOf(Shape.of(rows, values.length / rows), DataBuffers.of(values));
  }

  /**
   * One iteration on these images.
   *
   * @param reals uint8 [d-steps · batch, size, size, channels]
   * @param labels one an image; ignored where labels are not used
   */
  StepResult step(StepSettings settings, TUint8 reals, int[] labels) {
    if (graph.inputs().labels().isEmpty()) {
      return step(settings, Map.of(graph.inputs().reals(), reals));
    }
    try (TInt32 fed = TInt32.vectorOf(labels)) {
      return step(
          settings,
          Map.of(graph.inputs().reals(), reals, graph.inputs().labels().orElseThrow(), fed));
    }
  }

  /** Runs loops: each takes the slices of what all iterations are fed from {@code first} on. */
  private List<StepResult> loop(
      List<StepSettings> settings, int first, Map<Operand<?>, Tensor> images) {
    StepLoops loops = graph.loops().orElseThrow();
    StepInputs inputs = graph.inputs();
    int end = first + settings.size();
    try (TInt64 number =
            TInt64.vectorOf(spread(settings, first).mapToLong(StepSettings::number).toArray());
        TFloat32 dRate = vector(settings, first, StepSettings::dRate);
        TFloat32 gRate = vector(settings, first, StepSettings::gRate);
        TFloat32 decay = vector(settings, first, StepSettings::averageDecay)) {
      Map<Operand<?>, Tensor> all = new LinkedHashMap<>(images);
      all.put(inputs.step(), number);
      all.put(inputs.dRate(), dRate);
      all.put(inputs.gRate(), gRate);
      all.put(inputs.averageDecay(), decay);
      Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
      all.forEach((operand, tensor) -> feeds.put(loops.loops().all(operand), tensor));
      long from = settings.get(0).number();
      if (from < pretrainSteps) {
        return loop(
            feeds,
            first,
            end,
            loops.content().orElseThrow(),
            graph.contentTarget().orElseThrow().report()::read);
      }
      if (hasLazyPenalty() && from % penaltyEvery == 0) {
        lazyPenalty =
            loop(feeds, first, first + 1, loops.penalty().orElseThrow(), row -> row.getFloat(0))
                .get(0);
      }
      return loop(feeds, first, end, loops.steps(), graph.report()::read).stream()
          .map(result -> hasLazyPenalty() ? result.withPenalty(lazyPenalty) : result)
          .toList();
    }
  }

  /** As many slices as a loop looks at; it takes none of those before the first. */
  private static Stream<StepSettings> spread(List<StepSettings> settings, int first) {
    return Stream.concat(Collections.nCopies(first, settings.get(0)).stream(), settings.stream());
  }

  private static TFloat32 vector(
      List<StepSettings> settings, int first, ToDoubleFunction<StepSettings> value) {
    double[] values = spread(settings, first).mapToDouble(value).toArray();
    return TFloat32.tensorOf(
        Shape.of(values.length),
        tensor ->
            IntStream.range(0, values.length).forEach(i -> tensor.setFloat((float) values[i], i)));
  }

  private <R> List<R> loop(
      Map<Operand<?>, Tensor> feeds,
      int first,
      int end,
      Operand<TFloat32> reports,
      Function<FloatNdArray, R> read) {
    IterationLoops loops = graph.loops().orElseThrow().loops();
    try (TInt32 from = TInt32.scalarOf(first);
        TInt32 until = TInt32.scalarOf(end)) {
      Map<Operand<?>, Tensor> all = new LinkedHashMap<>(feeds);
      all.put(loops.first(), from);
      all.put(loops.end(), until);
      return run(
          all,
          List.of(),
          reports,
          rows -> IntStream.range(0, end - first).mapToObj(i -> read.apply(rows.get(i))).toList());
    }
  }

  private StepResult step(StepSettings settings, Map<Operand<?>, Tensor> images) {
    StepInputs inputs = graph.inputs();
    try (TInt64 number = TInt64.scalarOf(settings.number());
        TFloat32 dRate = TFloat32.scalarOf((float) settings.dRate());
        TFloat32 gRate = TFloat32.scalarOf((float) settings.gRate());
        TFloat32 decay = TFloat32.scalarOf((float) settings.averageDecay());
        TFloat32 stopping = TFloat32.scalarOf(settings.stopping() ? 1 : 0)) {
      Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>(images);
      feeds.put(inputs.step(), number);
      feeds.put(inputs.dRate(), dRate);
      feeds.put(inputs.gRate(), gRate);
      feeds.put(inputs.averageDecay(), decay);
      inputs.stopVote().ifPresent(vote -> feeds.put(vote, stopping));
      if (settings.number() < pretrainSteps) {
        TrainingGraph.ContentTarget content = graph.contentTarget().orElseThrow();
        return run(
            feeds, List.of(content.step()), content.report().vector(), content.report()::read);
      }
      boolean lazy = hasLazyPenalty();
      if (lazy && settings.number() % penaltyEvery == 0) {
        lazyPenalty =
            run(
                feeds,
                List.of(graph.penaltyTarget().orElseThrow()),
                graph.lazyPenalty(),
                penalty -> penalty.getFloat());
      }
      StepResult result =
          run(feeds, List.of(graph.step()), graph.report().vector(), graph.report()::read);
      return lazy ? result.withPenalty(lazyPenalty) : result;
    }
  }

  private <R> R run(
      Map<Operand<?>, Tensor> feeds,
      List<Op> targets,
      Operand<TFloat32> fetched,
      Function<TFloat32, R> read) {
    CopyRunner runner = runner().fetch(fetched);
    targets.forEach(runner::addTarget);
    feeds.forEach(runner::feed);
    List<StepStats> seen = traces;
    if (seen != null) {
      runner.traced();
    }
    long start = System.nanoTime();
    try (Result result = peers.together(runner)) {
      nativeNanos += System.nanoTime() - start;
      if (seen != null) {
        result.getMetadata().ifPresent(metadata -> seen.add(metadata.getStepStats()));
      }
      return read.apply((TFloat32) result.get(0));
    }
  }

  /** Runs something whose steps time every operation and leave what they saw in a list. */
  void traced(List<StepStats> seen, Runnable iterations) {
    traces = seen;
    try {
      iterations.run();
    } finally {
      traces = null;
    }
  }

  /** What the operations of a step compute. */
  Work work() {
    return Work.of(running);
  }

  /** Time spent so far inside TensorFlow's run of {@code step}. */
  long nativeNanos() {
    return nativeNanos;
  }

  /**
   * Pictures of the averaged generator.
   *
   * @param inputs what they are made from, one after another
   * @param labels one a picture; ignored where labels are not used, and then there may be none
   * @return count · height · width · channels values in [-1, 1]
   */
  float[] sample(float[] inputs, int[] labels) {
    int each = (int) generator.input(1).size();
    int count = inputs.length / each;
    int made = generator.image().values();
    float[] images = new float[Math.multiplyExact(count, made)];
    for (int first = 0; first < count; first += SAMPLE_CHUNK) {
      int chunk = Math.min(SAMPLE_CHUNK, count - first);
      try (TFloat32 input =
              TFloat32.tensorOf(
                  generator.input(chunk),
                  DataBuffers.of(inputs).slice((long) first * each, (long) chunk * each));
          TInt32 asked = TInt32.vectorOf(part(labels, first, chunk));
          Result result = sample(input, asked)) {
        result.get(0).asRawTensor().data().asFloats().read(images, first * made, chunk * made);
      }
    }
    return images;
  }

  /** None of none. */
  private static int[] part(int[] labels, int first, int count) {
    return labels.length == 0 ? labels : Arrays.copyOfRange(labels, first, first + count);
  }

  private Result sample(TFloat32 input, TInt32 labels) {
    Sampler sampler = graph.sampler();
    CopyRunner runner = runner().feed(sampler.input(), input).fetch(sampler.images());
    sampler.labels().ifPresent(asked -> runner.feed(asked, labels));
    return runner.run();
  }

  /** Writes every variable to {@code PREFIX.index} and {@code PREFIX.data-00000-of-00001}. */
  void save(Path prefix) {
    try (TString name = TString.scalarOf(prefix.toString());
        Result none =
            runner().feed(graph.archive().prefix(), name).addTarget(graph.archive().save()).run()) {
      requireNothing(none);
    }
  }

  /** Sets every variable from what {@link #save} wrote. */
  void restore(Path prefix) {
    try (TString name = TString.scalarOf(prefix.toString());
        Result none =
            runner()
                .feed(graph.archive().prefix(), name)
                .addTarget(graph.archive().restore())
                .run()) {
      requireNothing(none);
    }
  }

  private static void requireNothing(Result result) {
    if (result.size() != 0) {
      throw new IllegalStateException("a target alone brings nothing back");
    }
  }

  /** The generator's variables as exports are made with, by full name. */
  Map<String, float[]> exported() {
    return fetch(graph.generator().all(), graph.exported());
  }

  /** The present values of every variable that gradients move, by full name. */
  Map<String, float[]> weights() {
    return fetch(graph.weights(), graph.weightReads());
  }

  /** The present values of every variable that gradients do not move, by full name. */
  Map<String, float[]> statistics() {
    return fetch(graph.statistics(), graph.statisticReads());
  }

  private Map<String, float[]> fetch(
      Collection<Variable> variables, List<Operand<TFloat32>> reads) {
    if (reads.isEmpty()) {
      return Map.of(); // a run that asks for nothing is an error of TensorFlow's
    }
    CopyRunner runner = runner();
    reads.forEach(runner::fetch);
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      int i = 0;
      for (Variable variable : variables) {
        values.put(variable.name(), floats((TFloat32) result.get(i++)));
      }
    }
    return values;
  }

  /** The session runs a copy of the graph. */
  private CopyRunner runner() {
    return new CopyRunner(session);
  }

  static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public void close() {
    session.close();
    running.close();
  }
}
