package dev.gantry.testing;

import dev.gantry.config.ModelConfig;
import dev.gantry.config.RunConfig;
import dev.gantry.data.DataConfig;
import dev.gantry.export.DiscriminatorSnapshot;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.loss.NoContent;
import dev.gantry.loss.PixelContent;
import dev.gantry.model.ConcatLabels;
import dev.gantry.model.Conditioning;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import dev.gantry.model.DiscriminatorLabels;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.GeneratorLabels;
import dev.gantry.model.ImageShape;
import dev.gantry.model.LabelChannel;
import dev.gantry.model.MlpDiscriminator;
import dev.gantry.model.MlpGenerator;
import dev.gantry.model.NetworkSummary;
import dev.gantry.model.SrganGenerator;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Tiny generators with random values, as if they had been trained. */
public final class Snapshots {
  private static final int LATENT = 5;

  private Snapshots() {}

  /** Grey and RGB, dense layers and convolutions, with classes and without. */
  public static Stream<GeneratorSnapshot> generators() {
    return Stream.of(greyDcgan(), colourDcgan(), colourMlp(), oneHotDcgan());
  }

  /** A DCGAN that makes grey images of 8 × 8 pixels from latents of 5 values. */
  public static GeneratorSnapshot greyDcgan() {
    return of(Options.with(DcganGenerator.defaults(), "width", 3), new ImageShape(8, 1));
  }

  /** A DCGAN of two blocks that makes RGB images of 16 × 16 pixels from latents of 5 values. */
  public static GeneratorSnapshot colourDcgan() {
    return of(Options.with(DcganGenerator.defaults(), "width", 2), new ImageShape(16, 3));
  }

  /** Dense layers that make RGB images of 8 × 8 pixels from latents of 5 values. */
  public static GeneratorSnapshot colourMlp() {
    return of(new MlpGenerator(List.of(4, 6), Activation.LEAKY_RELU), new ImageShape(8, 3));
  }

  /** Like {@link #greyDcgan}, of the classes cat, dog and owl, one-hot beside the latent. */
  public static GeneratorSnapshot oneHotDcgan() {
    RunConfig run =
        config(Options.with(DcganGenerator.defaults(), "width", 3), new ImageShape(8, 1));
    return of(withClasses(run, ConcatLabels.defaults()), List.of("cat", "dog", "owl"));
  }

  /** Like {@link #colourMlp}, of three classes without names, which have learned vectors. */
  public static GeneratorSnapshot embeddingMlp() {
    RunConfig run =
        config(new MlpGenerator(List.of(4, 6), Activation.LEAKY_RELU), new ImageShape(8, 3));
    return of(withClasses(run, new ConcatLabels(2)), List.of());
  }

  /** A generator as a run has it; its classes have no names. */
  public static GeneratorSnapshot of(RunConfig run) {
    return scaleKernels(of(run, List.of()), 0.2f); // images are neither grey nor saturated
  }

  private static RunConfig withClasses(RunConfig run, GeneratorLabels labels) {
    return Options.with(
        run,
        // Of a source that the configuration does not know the classes of.
        "data",
        Options.with(run.data(), "source", "three-classes"),
        "conditioning",
        new Conditioning(3, labels, LabelChannel.defaults()));
  }

  /** Makes pictures 2 times as large; its values stay well between black and white. */
  public static GeneratorSnapshot upscaler(int channels) {
    SrganGenerator generator =
        Options.with(SrganGenerator.defaults(), "width", 3, "blocks", 1, "scale", 2);
    return scaleKernels(of(generator, new ImageShape(8, channels)), 1 / 6f);
  }

  private static GeneratorSnapshot scaleKernels(GeneratorSnapshot snapshot, float factor) {
    snapshot
        .variables()
        .forEach(
            (name, values) -> {
              for (int i = 0; i < values.length && name.endsWith("/kernel"); i++) {
                values[i] *= factor;
              }
            });
    return snapshot;
  }

  /** The same network with so wide layers, and weights small enough for its values to spread. */
  public static GeneratorSnapshot wider(GeneratorSnapshot narrow, int width) {
    RunConfig run = narrow.config();
    DcganGenerator generator = (DcganGenerator) run.model().generator();
    GeneratorSnapshot wide =
        of(
            Options.with(
                run,
                "model",
                Options.with(run.model(), "generator", Options.with(generator, "width", width))),
            narrow.classes());
    wide.variables()
        .forEach(
            (name, values) -> {
              for (int i = 0; i < values.length && name.endsWith("/kernel"); i++) {
                values[i] /= 8;
              }
            });
    return wide;
  }

  /** A DCGAN that judges RGB images of 8 × 8 pixels. */
  public static DiscriminatorSnapshot dcganDiscriminator() {
    return dcganDiscriminator(8);
  }

  /** The same of images of another size; from 16 on it has batch norm. */
  public static DiscriminatorSnapshot dcganDiscriminator(int size) {
    return judging(config(MlpGenerator.defaults(), new ImageShape(size, 3)), List.of());
  }

  /** Like {@link #dcganDiscriminator}, of the classes cat, dog and owl, which enter that way. */
  public static DiscriminatorSnapshot discriminator(DiscriminatorLabels labels) {
    RunConfig run = config(MlpGenerator.defaults(), new ImageShape(8, 3));
    return judging(
        Options.with(
            run,
            "data",
            Options.with(run.data(), "source", "three-classes"),
            "conditioning",
            new Conditioning(3, ConcatLabels.defaults(), labels)),
        List.of("cat", "dog", "owl"));
  }

  private static DiscriminatorSnapshot judging(RunConfig run, List<String> classes) {
    RunConfig dcgan =
        Options.with(
            run,
            "model",
            Options.with(
                run.model(),
                "discriminator",
                Options.with(DcganDiscriminator.defaults(), "width", 3)));
    Map<String, float[]> variables = new HashMap<>();
    NetworkSummary.of(dcgan.discriminator(), dcgan.image())
        .variables()
        .forEach(v -> variables.put(v.name(), values(v)));
    return new DiscriminatorSnapshot(dcgan, variables, classes, Map.of("kimg", "12"));
  }

  private static GeneratorSnapshot of(GeneratorArchitecture generator, ImageShape image) {
    return of(config(generator, image), List.of());
  }

  private static GeneratorSnapshot of(RunConfig run, List<String> classes) {
    Map<String, float[]> variables = new HashMap<>();
    NetworkSummary.of(run.generator()).variables().forEach(v -> variables.put(v.name(), values(v)));
    return new GeneratorSnapshot(run, variables, classes, Map.of("kimg", "12"));
  }

  private static float[] values(NetworkSummary.Variable variable) {
    Random random = new Random(Seeds.derive(1, variable.name()));
    float[] values = new float[(int) variable.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          variable.name().endsWith("/variance")
              ? 0.5f + random.nextFloat()
              : (float) random.nextGaussian() / 2;
    }
    return values;
  }

  private static RunConfig config(GeneratorArchitecture generator, ImageShape image) {
    RunConfig run = RunConfig.defaults();
    DataConfig data = run.data();
    return Options.with(
        run,
        "name",
        "tiny",
        "data",
        Options.with(data, "size", image.size(), "channels", image.channels()),
        "model",
        new ModelConfig(LATENT, generator, MlpDiscriminator.defaults()),
        "content",
        generator.enlarges().isPresent() ? PixelContent.defaults() : NoContent.defaults());
  }
}
