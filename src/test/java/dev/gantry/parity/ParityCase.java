package dev.gantry.parity;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder that {@code scripts/parity/make_case.py} has written: what both sides start from, what
 * both are fed, and what PyTorch made of it. {@code scripts/parity/case.py} describes the files.
 *
 * @param name the folder's
 * @param config file of the run's configuration
 * @param start value of every variable by its name
 * @param iterations what each iteration is fed, and PyTorch's losses of it
 * @param gradients PyTorch's of the first iteration, by variable
 * @param finals PyTorch's value of every variable at the end
 * @param averages PyTorch's moving average of the generator at the end; empty where none is kept
 * @param gradientSpread what PyTorch's gradients differ by from themselves, as {@link ParityCheck}
 *     measures it
 * @param finalSpread what PyTorch's final variables differ by from themselves, likewise
 */
public record ParityCase(
    String name,
    Path config,
    Map<String, float[]> start,
    List<Iteration> iterations,
    Map<String, float[]> gradients,
    Map<String, float[]> finals,
    Map<String, float[]> averages,
    float gradientSpread,
    float finalSpread) {
  /** Folder, or folder of folders, with cases beside those that are test resources. */
  static final String FOLDER_PROPERTY = "parity.dir";

  private static final String CONFIG = "case.yaml";

  /**
   * One iteration.
   *
   * @param index from 0
   * @param reals uint8 [d-steps · batch, height, width, channels]
   * @param latents [d-steps · batch, latent]; the generator's half takes the last batch
   * @param labels [d-steps · batch]; empty where labels are not used
   * @param draws every other random number, by the name of its draw in Gantry's graph
   * @param losses PyTorch's
   */
  public record Iteration(
      int index,
      byte[] reals,
      float[] latents,
      int[] labels,
      Map<String, float[]> draws,
      Losses losses) {}

  /**
   * PyTorch's numbers of one iteration; the discriminator's are means over its steps.
   *
   * @param d the discriminator's loss
   * @param g the generator's loss
   * @param dReal mean verdict on the reals: of σ(D(x)), or of D(x) where that is no logit
   * @param dFake the same on the fakes
   * @param dSpread what PyTorch's loss of the discriminator differs by from itself
   * @param gSpread the same of the generator
   */
  public record Losses(float d, float g, float dReal, float dFake, float dSpread, float gSpread) {}

  /** Every case among the test resources, and those of {@code -Dparity.dir}. */
  static List<ParityCase> all() throws IOException {
    List<Path> folders =
        Stream.of(resources(), System.getProperty(FOLDER_PROPERTY, ""))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList();
    Stream.Builder<ParityCase> cases = Stream.builder();
    for (Path folder : folders) {
      for (Path each : foldersIn(folder)) {
        cases.add(load(each));
      }
    }
    return cases.build().toList();
  }

  private static String resources() {
    URL folder = Objects.requireNonNull(ParityCase.class.getResource("/parity"));
    try {
      return Path.of(folder.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> foldersIn(Path folder) throws IOException {
    if (Files.exists(folder.resolve(CONFIG))) {
      return List.of(folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> cases =
          entries.filter(entry -> Files.exists(entry.resolve(CONFIG))).sorted().toList();
      if (cases.isEmpty()) {
        throw new IOException(folder + " has no case: neither it nor a folder in it has " + CONFIG);
      }
      return cases;
    }
  }

  /** Reads a case's folder. */
  static ParityCase load(Path folder) throws IOException {
    Map<String, NpyArray> start = NpzFile.read(folder.resolve("start.npz"));
    Map<String, NpyArray> inputs = NpzFile.read(folder.resolve("inputs.npz"));
    Map<String, NpyArray> expected = NpzFile.read(folder.resolve("expected.npz"));
    return new ParityCase(
        folder.getFileName().toString(),
        folder.resolve(CONFIG),
        under("", start),
        iterations(inputs, expected),
        under("gradient/", expected),
        under("final/", expected),
        under("average/", expected),
        get(expected, "spread_gradient").floats()[0],
        get(expected, "spread_final").floats()[0]);
  }

  private static Map<String, float[]> under(String prefix, Map<String, NpyArray> arrays) {
    return arrays.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(prefix.length()),
                entry -> entry.getValue().floats(),
                (a, b) -> a,
                LinkedHashMap::new));
  }

  private static List<Iteration> iterations(
      Map<String, NpyArray> inputs, Map<String, NpyArray> expected) {
    byte[] reals = get(inputs, "reals").bytes();
    float[] latents = get(inputs, "latents").floats();
    int[] labels = inputs.containsKey("labels") ? get(inputs, "labels").ints() : new int[0];
    Map<String, float[]> draws = under("draw/", inputs);
    int steps = get(inputs, "reals").shape().get(0);
    List<Losses> losses = losses(expected);
    return IntStream.range(0, steps)
        .mapToObj(
            i ->
                new Iteration(
                    i,
                    Arrays.copyOfRange(
                        reals, i * reals.length / steps, (i + 1) * reals.length / steps),
                    part(latents, i, steps),
                    Arrays.copyOfRange(
                        labels, i * labels.length / steps, (i + 1) * labels.length / steps),
                    parts(draws, i, steps),
                    losses.get(i)))
        .toList();
  }

  private static Map<String, float[]> parts(Map<String, float[]> arrays, int index, int count) {
    Map<String, float[]> parts = new LinkedHashMap<>();
    arrays.forEach((name, values) -> parts.put(name, part(values, index, count)));
    return parts;
  }

  private static float[] part(float[] values, int index, int count) {
    int each = values.length / count;
    return Arrays.copyOfRange(values, index * each, (index + 1) * each);
  }

  private static List<Losses> losses(Map<String, NpyArray> expected) {
    float[] d = get(expected, "d_loss").floats();
    float[] g = get(expected, "g_loss").floats();
    float[] dReal = get(expected, "d_real").floats();
    float[] dFake = get(expected, "d_fake").floats();
    float[] dSpread = get(expected, "spread_d_loss").floats();
    float[] gSpread = get(expected, "spread_g_loss").floats();
    return IntStream.range(0, d.length)
        .mapToObj(i -> new Losses(d[i], g[i], dReal[i], dFake[i], dSpread[i], gSpread[i]))
        .toList();
  }

  private static NpyArray get(Map<String, NpyArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), () -> "there is no array " + name);
  }

  @Override
  public String toString() {
    return name;
  }
}
