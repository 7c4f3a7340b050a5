package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.data.ImageSet;
import dev.gantry.error.DivergedException;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.evaluate.Collapse;
import dev.gantry.evaluate.EvaluationReport;
import dev.gantry.loss.FeatureContent;
import dev.gantry.nn.Variable;
import dev.gantry.report.Stats;
import dev.gantry.train.TrainingListener.Pictures;
import dev.gantry.train.TrainingListener.RunStart;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one run from its start, or from a checkpoint, to its end. Not thread-safe; only the {@link
 * StopSignal} may be used from other threads.
 *
 * <p>The clock is real images shown: ticks, pictures and checkpoints happen after the iteration
 * that crosses a multiple of their interval.
 */
public final class Trainer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Trainer.class);
  private static final long MOVE_NANOS = 250_000_000;

  private final RunConfig config;
  private final ImageSet images;
  private final Checkpoints checkpoints;
  private final TrainingListener listener;
  private final StopSignal stop;
  private final Replica replica;

  private final TrainingDevice device;
  private final TrainingGraph graph;
  private final TrainingSession session;
  private final ImageFeed feed;
  private final Gallery gallery;
  private final Optional<TrainingMetrics> metrics;
  private final Map<String, Double> measured = new LinkedHashMap<>();
  private double measuringSeconds;
  private final String configYaml;
  private final BalanceAlarm alarm = new BalanceAlarm();
  private Counters counters = Counters.START;
  private long lastMove = System.nanoTime();

  /** How a run ended. */
  public enum Outcome {
    /** All images were shown. */
    FINISHED,
    /** Somebody asked it to stop; a checkpoint stands. */
    STOPPED
  }

  /**
   * Builds graph and session, and brings the images to the device.
   *
   * @param images of the size and channels that the configuration says
   * @throws UserException if the images are too few, or the device asked for is not there
   */
  public Trainer(
      RunConfig config,
      ImageSet images,
      Checkpoints checkpoints,
      TrainingListener listener,
      StopSignal stop) {
    this(config, images, checkpoints, listener, stop, Peers.none());
  }

  /**
   * The same for one of several processes that train a run together.
   *
   * @param images all of the run
   * @param peers the others
   */
  public Trainer(
      RunConfig config,
      ImageSet images,
      Checkpoints checkpoints,
      TrainingListener listener,
      StopSignal stop,
      Peers peers) {
    this.config = config;
    this.images = images;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.stop = stop;
    this.configYaml = RunConfigWriter.write(config);
    this.replica = peers.replica();
    check(config, images, replica);
    PenaltySelfTest.check(config.penalty(), config.training().threads());
    this.device = TrainingDevice.choose(config.training());
    this.gallery = Gallery.of(config, images);
    ImageSet trainedOn = HeldOut.others(config, images);
    boolean resident = ImageFeed.fitsOnDevice(trainedOn);
    this.graph =
        TrainingGraph.build(
            config, config.training().dSteps(), resident ? trainedOn.count() : 0, replica);
    try {
      this.session = new TrainingSession(graph, config, device, peers);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    try {
      this.feed = ImageFeed.of(session, trainedOn, config, resident);
      this.metrics = replica.isChief() ? TrainingMetrics.of(config, images) : Optional.empty();
    } catch (RuntimeException e) {
      session.close();
      graph.close();
      throw e;
    }
  }

  /**
   * One that trains along with the chief of several processes, and writes nothing.
   *
   * @param images all of the run
   * @param peers the others
   */
  public static Trainer helper(
      RunConfig config, ImageSet images, TrainingListener listener, StopSignal stop, Peers peers) {
    Checkpoints none = new Checkpoints(Path.of("checkpoints")); // the chief alone saves
    return new Trainer(config, images, none, listener, stop, peers);
  }

  /**
   * Checks what a run needs, before anything is made for it.
   *
   * @throws UserException if the images are too few, memory cannot suffice, or the device asked for
   *     is not there
   */
  public static void check(RunConfig config, ImageSet images) {
    check(config, images, Replica.ALONE);
  }

  /** The same for one of several processes that train a run together. */
  public static void check(RunConfig config, ImageSet images, Replica replica) {
    replica.check(config);
    int trainedOn = images.count() - HeldOut.count(config, images);
    if (trainedOn < config.training().batch()) {
      throw new UserException(
          "data.source %s has %d images to train on, training.batch is %d; use more images or a smaller batch"
              .formatted(config.data().source(), trainedOn, config.training().batch()));
    }
    checkClasses(config, images.classes());
    if (config.content() instanceof FeatureContent features) {
      ContentFeatures.of(features, config.data().channels());
    }
    TrainingMetrics.check(config);
    MemoryNeed.check(replica.part(config));
    TrainingDevice.choose(config.training());
  }

  /**
   * Checks that the images have the classes that the networks are told, which is known before they
   * are decoded.
   *
   * @param classes of the images, index = label
   * @throws UserException if there are others, or none
   */
  public static void checkClasses(RunConfig config, List<String> classes) {
    int wanted = config.conditioning().classes();
    if (!config.conditioning().usesLabels() || classes.size() == wanted) {
      return;
    }
    if (classes.isEmpty()) {
      throw new UserException(
          "data.source %s has no labels, which conditioning needs; use a folder with one subfolder a class, or set conditioning.generator and conditioning.discriminator to none"
              .formatted(config.data().source()));
    }
    throw new UserException(
        "data.source %s has %d classes, conditioning.classes is %d; set it to %d"
            .formatted(config.data().source(), classes.size(), wanted, classes.size()));
  }

  /** Starts from the configuration's seed. */
  public Outcome train() {
    session.initialize();
    counters = Counters.START;
    begin();
    picture();
    return loop();
  }

  /**
   * Trains along with the chief, from where it begins.
   *
   * @throws UserException if it has another configuration or other images
   */
  public Outcome join() {
    session.initialize();
    begin();
    return loop();
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws UserException if the checkpoint is damaged, or of other images
   */
  public Outcome resume(Checkpoint checkpoint) {
    restore(checkpoint);
    checkpoint.requireImages(config.data().source(), images.hash());
    begin();
    return loop();
  }

  private void restore(Checkpoint checkpoint) {
    checkpoint.verify();
    session.restore(checkpoint.variables());
    counters = checkpoint.manifest().counters();
  }

  /** Begins where the chief does, which is where this process does if there are no others. */
  private void begin() {
    long own = RunFingerprint.of(config, images, replica);
    Counters given = replica.isChief() ? counters : Counters.START;
    long[] greatest =
        session.greatest(
            own, -own, given.step(), given.images(), Double.doubleToLongBits(given.seconds()));
    if (greatest[0] != -greatest[1]) {
      throw new UserException(
          "the workers do not agree on what to train: give all of them the same configuration,"
              + " images, Gantry and cluster");
    }
    counters = new Counters(greatest[2], greatest[3], Double.longBitsToDouble(greatest[4]));
    session.takeChiefs();
    announce();
  }

  /** A process that is gone while another still takes its last numbers would look lost to it. */
  private void farewell() {
    if (replica.isAlone()) {
      return;
    }
    try {
      long own = hashOfVariables();
      long[] greatest = session.greatest(own, -own, 0, 0, 0);
      if (greatest[0] != -greatest[1]) {
        log.warn("the workers ended with different weights: one of them computes otherwise");
      }
    } catch (RunException e) {
      log.debug("a worker left before the last exchange", e);
    }
  }

  private long hashOfVariables() {
    long hash = 0;
    for (float[] values : session.weights().values()) {
      hash = 31 * hash + Arrays.hashCode(values);
    }
    for (float[] values : session.statistics().values()) {
      hash = 31 * hash + Arrays.hashCode(values);
    }
    return hash & Long.MAX_VALUE;
  }

  private void announce() {
    listener.started(
        new RunStart(device.name(), counters.step(), counters.images(), totalImages()));
  }

  private long totalImages() {
    return config.training().steps() * config.training().imagesPerStep();
  }

  private Outcome loop() {
    Outcome outcome = iterate();
    farewell();
    return outcome;
  }

  private Outcome iterate() {
    Tick tick = new Tick(counters);
    long steps = config.training().steps();
    while (counters.step() < steps) {
      long began = System.nanoTime();
      List<StepResult> results = feed.steps(untilNextEvent());
      double seconds = (System.nanoTime() - began) / 1e9 / results.size();
      for (StepResult result : results) {
        advance(seconds);
        requireFinite(result);
        tick.add(result);
      }
      boolean last = counters.step() == steps;
      // All replicas stop after the same iteration, or those that go on would wait for the others.
      boolean stopping =
          replica.isAlone() ? stop.isRequested() : results.get(results.size() - 1).stopVoted();
      if (replica.isChief() && (last || crossed(config.report().pictureKimg()))) {
        picture();
        measure();
      }
      if (last || stopping || crossed(config.report().tickKimg())) {
        tick(tick);
        tick = new Tick(counters);
      } else {
        move(tick);
      }
      if (replica.isChief() && (last || stopping || crossed(config.checkpoint().everyKimg()))) {
        save();
      }
      if (stopping && !last) {
        return Outcome.STOPPED;
      }
    }
    return Outcome.FINISHED;
  }

  /** As many iterations as may go in one call: after the last alone, something is due. */
  private List<TrainingSession.StepSettings> untilNextEvent() {
    long left = config.training().steps() - counters.step();
    long atOnce = Math.min(left, feed.atOnce(counters.step()));
    List<TrainingSession.StepSettings> call = new ArrayList<>();
    Counters at = counters;
    do {
      call.add(settings(at));
      at = next(at, 0);
    } while (call.size() < atOnce && !isDue(at));
    return call;
  }

  private boolean isDue(Counters at) {
    return crossed(at, config.report().pictureKimg())
        || crossed(at, config.report().tickKimg())
        || crossed(at, config.checkpoint().everyKimg());
  }

  private TrainingSession.StepSettings settings() {
    return settings(counters);
  }

  private TrainingSession.StepSettings settings(Counters at) {
    double progress = at.step() / (double) config.training().steps();
    return new TrainingSession.StepSettings(
        at.step(),
        config.optimizer().discriminator().rate(progress),
        config.optimizer().generator().rate(progress),
        config.average().decay(at.images(), config.training().imagesPerStep()),
        stop.isRequested());
  }

  private void advance(double seconds) {
    counters = next(counters, seconds);
  }

  private Counters next(Counters at, double seconds) {
    return new Counters(
        at.step() + 1, at.images() + config.training().imagesPerStep(), at.seconds() + seconds);
  }

  /** Whether the last iteration crossed a multiple of the interval. */
  private boolean crossed(double everyKimg) {
    return crossed(counters, everyKimg);
  }

  private boolean crossed(Counters at, double everyKimg) {
    double every = everyKimg * 1000;
    long before = at.images() - config.training().imagesPerStep();
    return Math.floor(at.images() / every) > Math.floor(before / every);
  }

  private void tick(Tick tick) {
    TrainingSession.StepSettings now = settings();
    Stats stats =
        tick.end(counters, now.dRate(), now.gRate(), new Measurements(measured, measuringSeconds));
    measured.clear();
    measuringSeconds = 0;
    listener.ticked(stats);
    if (counters.step() > config.pretrainSteps()) {
      alarm.after(stats).ifPresent(listener::alarmed);
    }
  }

  private void move(Tick tick) {
    long now = System.nanoTime();
    if (now - lastMove >= MOVE_NANOS) {
      lastMove = now;
      TrainingSession.StepSettings settings = settings();
      listener.moved(tick.end(counters, settings.dRate(), settings.gRate(), Measurements.NONE));
    }
  }

  private void picture() {
    Gallery.Shown shown = gallery.make(session);
    listener.pictured(
        new Pictures(
            counters.step(),
            counters.images(),
            shown.layout(),
            FloatBuffer.wrap(shown.cells()),
            session.weights()));
    shown
        .comparison()
        .ifPresent(
            comparison -> {
              measured.put("psnr", comparison.generator().psnr());
              measured.put("ssim", comparison.generator().ssim());
              listener.compared(
                  new TrainingListener.Compared(counters.step(), counters.images(), comparison));
            });
  }

  /**
   * Measures the generator, keeps it where it is the best so far, and ends a run that collapsed.
   */
  private void measure() {
    if (metrics.isEmpty()) {
      return;
    }
    EvaluationReport report = metrics.get().measure(session);
    report.figures().forEach(figure -> measured.put(figure.key(), figure.value()));
    measuringSeconds += report.seconds().measuring();
    listener.measured(
        new TrainingListener.Measured(
            counters.step(), counters.images(), report, metrics.get().share()));
    if (metrics.get().isBest(report, checkpoints.best())) {
      checkpoints.keepAsBest(save(), report.figure(config.metrics().best()).orElseThrow());
    }
    metrics
        .get()
        .collapse(report, counters.images())
        .ifPresent(
            sign -> {
              throw new DivergedException(
                  "the generator has collapsed: %s, in %d measurements in a row (after %,d images); start again with a lower learning rate, another objective or a penalty"
                      .formatted(sign, Collapse.IN_A_ROW, counters.images()));
            });
  }

  private Checkpoint save() {
    requireFiniteVariables();
    Checkpoint saved =
        checkpoints.save(
            session,
            counters,
            new Checkpoint.Origin(configYaml, images.hash(), images.classes()),
            config.checkpoint().keep());
    listener.saved(saved.folder(), saved.images());
    return saved;
  }

  private void requireFinite(StepResult result) {
    firstNotFinite(result)
        .ifPresent(
            tensor -> {
              throw diverged(tensor);
            });
  }

  /**
   * The losses are of the weights before the step: what it made of them is not known yet. And with
   * its images at tanh's ends, a generator whose statistics overflow has a loss and gradients of 0.
   */
  private void requireFiniteVariables() {
    requireFinite(session.weights());
    requireFinite(session.statistics());
  }

  private void requireFinite(Map<String, float[]> variables) {
    variables.forEach(
        (name, values) -> {
          for (float value : values) {
            if (!Float.isFinite(value)) {
              throw diverged(name);
            }
          }
        });
  }

  private DivergedException diverged(String tensor) {
    if (!replica.isChief()) {
      return new DivergedException(
          "%s is not finite in iteration %,d; what worker:0 says tells how to go on"
              .formatted(tensor, counters.step()));
    }
    String remedy =
        checkpoints
            .newest()
            .map(
                folder ->
                    "the checkpoint %s is untouched: go on from it by gantry resume with --set and a lower learning-rate or a clip-norm"
                        .formatted(folder))
            .orElse(
                "no checkpoint was saved before it: start again with a lower learning-rate or a"
                    + " clip-norm");
    return new DivergedException(
        "%s is not finite in iteration %,d (after %,d images); %s"
            .formatted(tensor, counters.step(), counters.images(), remedy));
  }

  private Optional<String> firstNotFinite(StepResult result) {
    if (!Float.isFinite(result.dLoss()) && !result.dTakenBack()) {
      return Optional.of("the discriminator's loss");
    }
    if (!Float.isFinite(result.gLoss()) && !result.gTakenBack()) {
      return Optional.of("the generator's loss");
    }
    return firstNotFinite(graph.discriminator().trainable(), result.dNorms())
        .or(() -> firstNotFinite(graph.generator().trainable(), result.gNorms()));
  }

  private static Optional<String> firstNotFinite(List<Variable> variables, List<Float> norms) {
    for (int i = 0; i < norms.size(); i++) {
      if (!Float.isFinite(norms.get(i))) {
        return Optional.of("the gradient of " + variables.get(i).name());
      }
    }
    return Optional.empty();
  }

  /** The generator's variables as they are now, averaged where averages are kept, by full name. */
  public Map<String, float[]> generator() {
    return session.exported();
  }

  /** Real images shown so far. */
  public long images() {
    return counters.images();
  }

  /** What TensorFlow trains on. */
  public String device() {
    return device.name();
  }

  @Override
  public void close() {
    metrics.ifPresent(TrainingMetrics::close);
    feed.close();
    session.close();
    graph.close();
  }
}
