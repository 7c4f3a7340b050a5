package dev.gantry.explore;

import dev.gantry.error.Check;
import dev.gantry.model.Latents;
import dev.gantry.nn.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Arithmetic on latents (Radford et al. 2016, section 6.3.2): the mean latent of some pictures,
 * minus that of others, plus that of others again.
 *
 * <p>Single pictures are unstable there, and means of three are not; a mean of three standard
 * normal latents has the norm of one divided by √3, and the sum of three such means that of one
 * again.
 *
 * @param seed of the picture with index 0; picture i is that of {@code seed + i}
 * @param start indices of the pictures that are begun with; 1 to 16
 * @param minus indices of those that are taken away; 1 to 16
 * @param plus indices of those that are added; 1 to 16
 * @param noise half the width of the uniform noise around the result; 0.25 in the paper, whose
 *     latents were uniform in [-1, 1]
 */
public record LatentArithmetic(
    long seed, List<Integer> start, List<Integer> minus, List<Integer> plus, double noise) {
  /** Indices are below this. */
  public static final int MAX_INDEX = 1000;

  private static final int NEIGHBOURS = 9;
  private static final int CENTRE = 4;

  /** Checks every component. */
  public LatentArithmetic {
    start = indices("a", start);
    minus = indices("minus", minus);
    plus = indices("plus", plus);
    Check.range("noise", noise, 0, 10);
  }

  private static List<Integer> indices(String name, List<Integer> indices) {
    Check.that(
        !indices.isEmpty() && indices.size() <= 16,
        "%s has %d indices; give 1 to 16, such as 3,7,12".formatted(name, indices.size()));
    indices.forEach(index -> Check.range(name, index, 0, MAX_INDEX - 1));
    return List.copyOf(indices);
  }

  /**
   * The result in numbers.
   *
   * @param latent mean of start, minus mean of minus, plus mean of plus
   * @param norm of that latent
   * @param expectedNorm the root of the latent's length, near which the norms of training lie
   */
  public record Numbers(List<Float> latent, double norm, double expectedNorm) {}

  /**
   * The pictures to pick from.
   *
   * @param subject what they are made with, for the page
   * @param count how many; 1 to 1000
   * @throws dev.gantry.error.UserException if the grid would be too large
   */
  public static ExploreReport grid(String subject, LatentDecoder decoder, long seed, int count) {
    Check.range("count", count, 1, MAX_INDEX);
    ImageBatch.requireDrawable(decoder.image(), count, columns(count));
    ExploreReport report = new ExploreReport("arithmetic", subject);
    report.paragraph(
        "Pick pictures by their numbers, best three for each term, and calculate with their latents: gantry explore arithmetic … --seed %d --a 3,7,12 --minus 4,9,1 --plus 2,5,8"
            .formatted(seed));
    report.picture(
        "grid",
        ImageBatch.decode(decoder, latents(seed, 0, count, decoder)).numberedGrid(columns(count)),
        "Picture i is that of seed %d + i".formatted(seed));
    report.number("seed", seed);
    report.number("count", count);
    return report;
  }

  private static int columns(int count) {
    return (int) Math.ceil(Math.sqrt(count));
  }

  private static float[][] latents(long seed, int first, int count, LatentDecoder decoder) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> Latents.normal(seed + i, 1, decoder.latentSize()))
        .toArray(float[][]::new);
  }

  private float[][] latents(List<Integer> indices, LatentDecoder decoder) {
    return indices.stream()
        .map(i -> Latents.normal(seed + i, 1, decoder.latentSize()))
        .toArray(float[][]::new);
  }

  /** The latent that comes out. */
  public float[] result(LatentDecoder decoder) {
    return combined(
        mean(latents(start, decoder)), mean(latents(minus, decoder)), mean(latents(plus, decoder)));
  }

  private static float[] combined(float[] start, float[] minus, float[] plus) {
    float[] result = new float[start.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = start[i] - minus[i] + plus[i];
    }
    return result;
  }

  private static float[] mean(float[][] latents) {
    float[] mean = new float[latents[0].length];
    for (float[] latent : latents) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += latent[i] / latents.length;
      }
    }
    return mean;
  }

  /** The result in the middle of nine, the others with noise of their own. */
  float[][] neighbourhood(LatentDecoder decoder) {
    float[] result = result(decoder);
    Random random = new Random(Seeds.derive(seed, "arithmetic"));
    float[][] nine = new float[NEIGHBOURS][];
    for (int i = 0; i < nine.length; i++) {
      nine[i] = result.clone();
      for (int j = 0; j < result.length && i != CENTRE; j++) {
        nine[i][j] += (float) (noise * (2 * random.nextDouble() - 1));
      }
    }
    return nine;
  }

  /**
   * Calculates.
   *
   * @param subject what it is calculated with, for the page
   */
  public ExploreReport explore(String subject, LatentDecoder decoder) {
    ExploreReport report = new ExploreReport("arithmetic", subject);
    List<Term> terms =
        List.of(
            term("a", start, decoder), term("minus", minus, decoder), term("plus", plus, decoder));
    showResult(report, decoder, terms);
    report.section("The terms");
    report.columns(
        terms.size(),
        () ->
            terms.forEach(
                term -> report.picture(term.name(), term.images().grid(3), term.caption())));
    report.note(
        "The last two pictures of each term: the picture of the mean latent, and the mean of the"
            + " pictures' pixels.");
    showNumbers(report, decoder);
    return report;
  }

  /**
   * One term.
   *
   * @param images of the indices, then that of the mean latent, then the mean of the images
   */
  private record Term(String name, List<Integer> indices, ImageBatch images) {
    String caption() {
      return "%s: %s"
          .formatted(name, String.join(", ", indices.stream().map(String::valueOf).toList()));
    }

    ImageBatch pixelMean() {
      return images.part(indices.size() + 1, 1);
    }
  }

  private Term term(String name, List<Integer> indices, LatentDecoder decoder) {
    float[][] latents = latents(indices, decoder);
    ImageBatch images = ImageBatch.decode(decoder, latents);
    ImageBatch ofMean = ImageBatch.decode(decoder, new float[][] {mean(latents)});
    return new Term(name, indices, ImageBatch.concat(List.of(images, ofMean, images.mean())));
  }

  private void showResult(ExploreReport report, LatentDecoder decoder, List<Term> terms) {
    report.section("a − minus + plus");
    report.row(
        () -> {
          report.picture(
              "nine",
              ImageBatch.decode(decoder, neighbourhood(decoder)).grid(3),
              "With latents: the result in the middle, around it the same with uniform noise of ±%s"
                  .formatted(noise));
          report.picture("pixels", pixels(terms).grid(1), "With pixels, for contrast");
        });
  }

  /** The same with the pictures' own values, clamped. */
  private static ImageBatch pixels(List<Term> terms) {
    ImageBatch first = terms.get(0).pixelMean();
    float[] result =
        combined(
            first.values(), terms.get(1).pixelMean().values(), terms.get(2).pixelMean().values());
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.min(1, Math.max(0, result[i]));
    }
    return new ImageBatch(first.shape(), result);
  }

  private void showNumbers(ExploreReport report, LatentDecoder decoder) {
    float[] result = result(decoder);
    List<Float> values = new ArrayList<>();
    for (float value : result) {
      values.add(value);
    }
    Numbers numbers = new Numbers(values, LatentPath.norm(result), Math.sqrt(decoder.latentSize()));
    report.note(
        String.format(
            Locale.ROOT,
            "The result's latent has norm %.2f; those of training lie near %.2f. Seeds: index +"
                + " %d.",
            numbers.norm(),
            numbers.expectedNorm(),
            seed));
    report.number("seed", seed);
    report.number("a", start);
    report.number("minus", minus);
    report.number("plus", plus);
    report.number("noise", noise);
    report.number("result", numbers);
  }
}
