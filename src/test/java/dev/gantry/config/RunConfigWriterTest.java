package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.augment.Augmentation;
import dev.gantry.augment.DiffAugment;
import dev.gantry.config.TrainingConfig.Device;
import dev.gantry.data.DataConfig;
import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.loss.Dragan;
import dev.gantry.loss.GradientPenalty;
import dev.gantry.loss.Hinge;
import dev.gantry.loss.LeastSquares;
import dev.gantry.loss.Minimax;
import dev.gantry.loss.NoPenalty;
import dev.gantry.loss.NonSaturating;
import dev.gantry.loss.Objective;
import dev.gantry.loss.Penalty;
import dev.gantry.loss.R1;
import dev.gantry.loss.R1AndR2;
import dev.gantry.loss.R2;
import dev.gantry.loss.Relativistic;
import dev.gantry.loss.RelativisticAverage;
import dev.gantry.loss.Wasserstein;
import dev.gantry.model.CnnDiscriminator;
import dev.gantry.model.CnnGenerator;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.MlpDiscriminator;
import dev.gantry.model.MlpGenerator;
import dev.gantry.model.R3ganDiscriminator;
import dev.gantry.model.R3ganGenerator;
import dev.gantry.model.ResnetDiscriminator;
import dev.gantry.model.ResnetGenerator;
import dev.gantry.model.UpsampleGenerator;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pooling;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Weights;
import dev.gantry.optim.Adam;
import dev.gantry.optim.Averaging;
import dev.gantry.optim.OptimizerConfig;
import dev.gantry.optim.RmsProp;
import dev.gantry.optim.Schedule;
import dev.gantry.testing.Options;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RunConfigWriterTest {
  private static RunConfig read(String yaml) {
    return RunConfigReader.parse(yaml, "written", List.of());
  }

  @Property(tries = 300)
  void whatIsWrittenReadsBackEqual(@ForAll("configs") RunConfig config) {
    String yaml = RunConfigWriter.write(config);
    assertThat(read(yaml)).as(yaml).isEqualTo(config);
    assertThat(RunConfigWriter.write(read(yaml))).isEqualTo(yaml);
  }

  @Property(tries = 1000)
  void anyDoubleReadsBackEqual(@ForAll("positive") double kimg) {
    RunConfig d = RunConfig.defaults();
    TrainingConfig training = Options.with(TrainingConfig.defaults(), "kimg", kimg);
    assertThat(read(RunConfigWriter.write(Options.with(d, "training", training))).training())
        .isEqualTo(training);
  }

  @Property(tries = 100)
  void anyPenaltyAndAugmentationReadBackEqual(
      @ForAll("penalties") Penalty penalty, @ForAll("augmentations") Augmentation augmentation) {
    ModelConfig model =
        Options.with(
            ModelConfig.defaults(),
            "discriminator",
            Options.with(DcganDiscriminator.defaults(), "normalization", Normalization.NONE));
    RunConfig config =
        Options.with(
            RunConfig.defaults(), "model", model, "penalty", penalty, "augment", augmentation);
    String yaml = RunConfigWriter.write(config);
    assertThat(read(yaml)).as(yaml).isEqualTo(config);
  }

  @Property(tries = 1000)
  void anySourceReadsBackEqual(@ForAll("sources") String source) {
    RunConfig d = RunConfig.defaults();
    DataConfig data = new DataConfig(source, Split.TRAIN, 28, 1, Resize.AREA, 0);
    String yaml = RunConfigWriter.write(Options.with(d, "data", data));
    assertThat(read(yaml).data()).as(yaml).isEqualTo(data);
  }

  @Example
  void everyKeyIsWritten() {
    assertThat(RunConfigWriter.write(RunConfig.defaults()))
        .isEqualTo(
            """
            name: gantry
            seed: 1
            data:
              source: mnist-5k
              split: train
              size: 28
              channels: 1
              resize: area
              limit: 0
              exclude: ""
            model:
              latent: 100
              generator:
                type: dcgan
                width: 64
                widths: []
                activation: relu
                normalization: batch
                attention: 0
                weights: normal
              discriminator:
                type: dcgan
                width: 64
                widths: []
                activation: leaky-relu
                normalization: batch
                spectral-norm: false
                dropout: 0
                attention: 0
                dense: 0
                weights: normal
            conditioning:
              classes: 10
              generator: none
              discriminator: none
            objective:
              type: non-saturating
              real-target: 1
            content: none
            penalty: none
            augment:
              flip: false
              dequantize: 0
              diff: []
            optimizer:
              generator:
                type: adam
                learning-rate: 0.0002
                beta1: 0.5
                beta2: 0.999
                epsilon: 1.0E-8
                clip-norm: 0
                schedule: constant
              discriminator:
                type: adam
                learning-rate: 0.0002
                beta1: 0.5
                beta2: 0.999
                epsilon: 1.0E-8
                clip-norm: 0
                schedule: constant
            average:
              half-life-kimg: 10
              ramp-up: 0.05
            training:
              kimg: 1000
              batch: 128
              d-steps: 1
              generator-batch: 0
              precision: float32
              xla: false
              iterations-per-call: 1
              device: auto
              threads: 0
            metrics:
              compute: []
              extractor: ""
              samples: 2000
              reference: 10000
              best: ""
              stop-on-collapse: false
            report:
              tick-kimg: 5
              picture-kimg: 50
              grid-rows: 8
              grid-columns: 8
            checkpoint:
              every-kimg: 200
              keep: 3
            """);
  }

  @Provide
  Arbitrary<Double> positive() {
    return Arbitraries.longs()
        .between(1, Double.doubleToLongBits(Double.MAX_VALUE))
        .map(Double::longBitsToDouble);
  }

  @Provide
  Arbitrary<String> sources() {
    Arbitrary<String> any = Arbitraries.strings().ofMinLength(1).ofMaxLength(20);
    Arbitrary<String> traps =
        Arbitraries.of(
            "010",
            "1_000",
            "0x1F",
            "+5",
            "1e3",
            ".inf",
            ".nan",
            "12:30",
            "yes",
            "True",
            "off",
            "null",
            "~",
            "2024-01-01",
            "0o17",
            "08",
            "-",
            "--- a",
            "a: b",
            "a #b",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "[a]",
            "{a}",
            "'",
            "\"",
            " a ",
            "a\\b",
            "a,b",
            "=",
            "<<",
            "? a",
            "- a",
            "C:\\data",
            "日本",
            "\ud83d\ude00",
            "a\tb",
            "y",
            "N");
    return Arbitraries.oneOf(any, traps)
        .filter(text -> !text.isBlank() && text.codePoints().noneMatch(RunConfigWriterTest::odd));
  }

  /** A lone surrogate is no character, so no file holds it. */
  private static boolean odd(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  @Provide
  Arbitrary<RunConfig> configs() {
    Arbitrary<String> names = Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(9);
    Arbitrary<Averaging> averages =
        Combinators.combine(share(), share()).as((a, b) -> new Averaging(a * 100, b));
    Arbitrary<OptimizerPair> pairs =
        Combinators.combine(optimizers(), optimizers()).as(OptimizerPair::new);
    return Combinators.combine(
            names, Arbitraries.longs(), data(), models(), objectives(), pairs, averages, training())
        .as(
            (name, seed, data, model, objective, optimizer, average, training) ->
                Options.with(
                    RunConfig.defaults(),
                    "name",
                    name,
                    "seed",
                    seed,
                    "data",
                    data,
                    "model",
                    model,
                    "objective",
                    objective,
                    "optimizer",
                    optimizer,
                    "average",
                    average,
                    "training",
                    // What compares pairs takes no batch of its own.
                    objective.comparesPairs()
                        ? Options.with(training, "generatorBatch", 0)
                        : training,
                    "report",
                    new ReportConfig(0.1 + average.rampUp(), 7, 3, 4),
                    "checkpoint",
                    new CheckpointConfig(1 / 3.0, 2)));
  }

  private Arbitrary<DataConfig> data() {
    return Combinators.combine(
            sources(),
            Arbitraries.of(Split.class),
            Arbitraries.of(32, 64, 128),
            Arbitraries.of(1, 3),
            Arbitraries.of(Resize.class),
            Arbitraries.integers().greaterOrEqual(0))
        .as(DataConfig::new);
  }

  private static Arbitrary<ModelConfig> models() {
    Arbitrary<Activation> activations = Arbitraries.of(Activation.class);
    Arbitrary<Normalization> normalizations =
        Arbitraries.of(Normalization.NONE, Normalization.BATCH);
    Arbitrary<Weights> weights = Arbitraries.of(Weights.class);
    Arbitrary<Boolean> spectral = Arbitraries.of(true, false);
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> widths = Arbitraries.integers().between(1, 128);
    Arbitrary<List<Integer>> hidden = widths.list().ofMinSize(1).ofMaxSize(5);
    Arbitrary<GeneratorArchitecture> generators =
        Arbitraries.oneOf(
            Combinators.combine(widths, activations)
                .as((w, a) -> Options.with(DcganGenerator.defaults(), "width", w, "activation", a)),
            Combinators.combine(hidden, activations).as(MlpGenerator::new),
            Combinators.combine(widths, normalizations, weights).as(CnnGenerator::new),
            Combinators.combine(widths, normalizations, weights).as(ResnetGenerator::new),
            Combinators.combine(widths.list().ofSize(3), normalizations, weights)
                .as(UpsampleGenerator::new),
            Combinators.combine(widths, small, small)
                .as((w, blocks, expansion) -> new R3ganGenerator(w, blocks, w, expansion)));
    Arbitrary<DiscriminatorArchitecture> discriminators =
        Arbitraries.oneOf(
            Combinators.combine(widths, activations, widths)
                .as(
                    (w, a, dense) ->
                        Options.with(
                            DcganDiscriminator.defaults(),
                            "width",
                            w,
                            "activation",
                            a,
                            "dense",
                            dense)),
            Combinators.combine(hidden, activations, Arbitraries.of(true, false))
                .as(MlpDiscriminator::new),
            Combinators.combine(widths, share(), normalizations, spectral, weights)
                .as(CnnDiscriminator::new),
            Combinators.combine(
                    widths, normalizations, spectral, Arbitraries.of(Pooling.class), weights)
                .as(ResnetDiscriminator::new),
            Combinators.combine(widths, small, small)
                .as((w, blocks, expansion) -> new R3ganDiscriminator(w, blocks, w, expansion)));
    return Combinators.combine(widths, generators, discriminators).as(ModelConfig::new);
  }

  private static Arbitrary<Objective> objectives() {
    Arbitrary<Double> targets = Arbitraries.doubles().between(0.5, 1).ofScale(9);
    return Arbitraries.oneOf(
        targets.map(NonSaturating::new),
        targets.map(Minimax::new),
        targets.map(LeastSquares::new),
        share().map(Wasserstein::new),
        Arbitraries.of(Hinge.defaults(), Relativistic.defaults(), RelativisticAverage.defaults()));
  }

  @Provide
  Arbitrary<Penalty> penalties() {
    Arbitrary<Integer> every = Arbitraries.integers().between(1, 1000);
    return Arbitraries.oneOf(
        Combinators.combine(positiveShare(), share(), Arbitraries.of(true, false))
            .as(GradientPenalty::new),
        Combinators.combine(positiveShare(), positiveShare()).as(Dragan::new),
        Combinators.combine(positiveShare(), every).as(R1::new),
        Combinators.combine(positiveShare(), every).as(R2::new),
        Combinators.combine(positiveShare(), every).as(R1AndR2::new),
        Arbitraries.just(NoPenalty.defaults()));
  }

  @Provide
  Arbitrary<Augmentation> augmentations() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            share(),
            Arbitraries.of(DiffAugment.class).list().uniqueElements())
        .as(Augmentation::new);
  }

  private static Arbitrary<OptimizerConfig> optimizers() {
    return Arbitraries.oneOf(
        Combinators.combine(
                positiveShare(), share(), share(), positiveShare(), share(), schedules())
            .as(Adam::new),
        Combinators.combine(
                positiveShare(), share(), share(), positiveShare(), share(), schedules())
            .as(RmsProp::new));
  }

  private static Arbitrary<Schedule> schedules() {
    return Arbitraries.oneOf(
        Arbitraries.just(new Schedule.Constant()),
        Combinators.combine(share(), share()).as(Schedule.Linear::new),
        share().map(Schedule.Cosine::new));
  }

  private static Arbitrary<TrainingConfig> training() {
    Arbitrary<TrainingConfig> sizes =
        Combinators.combine(
                positiveShare(),
                Arbitraries.integers().between(2, 65_536),
                Arbitraries.integers().between(1, 100),
                Arbitraries.integers().between(0, 65_536))
            .as(
                (kimg, batch, dSteps, generatorBatch) ->
                    Options.with(
                        TrainingConfig.defaults(),
                        "kimg",
                        kimg,
                        "batch",
                        batch,
                        "dSteps",
                        dSteps,
                        "generatorBatch",
                        generatorBatch));
    return Combinators.combine(
            sizes,
            Arbitraries.of(Precision.class),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(1, 1000),
            Arbitraries.of(Device.class),
            Arbitraries.integers().between(0, 1024))
        .as(
            (all, precision, xla, iterationsPerCall, device, threads) ->
                Options.with(
                    all,
                    "precision",
                    precision,
                    "xla",
                    xla,
                    "iterationsPerCall",
                    iterationsPerCall,
                    "device",
                    device,
                    "threads",
                    threads));
  }

  private static Arbitrary<Double> share() {
    return Arbitraries.doubles().between(0, 0.99).ofScale(12);
  }

  private static Arbitrary<Double> positiveShare() {
    return share().map(share -> share + 1e-9);
  }
}
