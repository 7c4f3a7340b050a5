package dev.gantry.explore;

import dev.gantry.error.Check;
import dev.gantry.model.Latents;
import dev.gantry.report.Charts;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Walks between latents (Radford et al. 2016, section 6.1): smooth changes say that the generator
 * has learned a space, jumps that it has memorized images.
 *
 * @param seeds whose latents are the stations, in their order; 2 to 64
 * @param steps from one station to the next; 2 to 200
 * @param paths in which ways; each is walked
 */
public record Walk(List<Long> seeds, int steps, List<LatentPath> paths) {
  private static final int MAX_SEEDS = 64;
  private static final int MAX_CURVES = 7;
  private static final int FRAME_CENTISECONDS = 8;
  private static final int FILM_COLUMNS = 5;

  /** Checks every component. */
  public Walk {
    seeds = List.copyOf(seeds);
    paths = List.copyOf(paths);
    Check.that(
        seeds.size() >= 2 && seeds.size() <= MAX_SEEDS,
        "seeds has %d seeds; give 2 to %d, such as 0,1,2".formatted(seeds.size(), MAX_SEEDS));
    Check.range("steps", steps, 2, 200);
    Check.that(!paths.isEmpty(), "paths is empty; it must have one at least");
    for (int i = 1; i < seeds.size(); i++) {
      Check.that(
          !seeds.get(i).equals(seeds.get(i - 1)),
          "seeds has %d twice in a row; nothing lies between".formatted(seeds.get(i)));
    }
  }

  /**
   * What one way from a station to the next showed.
   *
   * @param path its kind
   * @param track the class, or empty
   * @param fromSeed the station where it begins
   * @param toSeed the station where it ends
   * @param stepLengths root of the mean squared pixel difference (black 0, white 1) of each step
   * @param length their sum
   * @param direct the difference of the two ends: the length of a cross-fade
   * @param jumpRatio the longest step over the mean step: 1 if the picture changes evenly, the
   *     number of steps if it changes at once
   * @param norms of the latents on the way, both ends included
   */
  public record Leg(
      String path,
      String track,
      long fromSeed,
      long toSeed,
      List<Double> stepLengths,
      double length,
      double direct,
      double jumpRatio,
      List<Double> norms) {
    /** Copies the lists. */
    public Leg {
      stepLengths = List.copyOf(stepLengths);
      norms = List.copyOf(norms);
    }

    private double leastNorm() {
      return norms.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
  }

  /** A leg and its images, [steps + 1]. */
  private record Walked(Leg leg, ImageBatch images) {}

  /**
   * Walks.
   *
   * @param subject what is walked in, for the page
   * @param tracks one generator, or one for each class, by name
   * @throws dev.gantry.error.UserException if the strip would be too large
   */
  public ExploreReport explore(String subject, Map<String, LatentDecoder> tracks) {
    checkSize(tracks);
    ExploreReport report = new ExploreReport("walk", subject);
    report.paragraph(
        "From seed to seed (%s) in %d steps each. A generator that has learned a space changes its picture little by little; one that has memorized pictures jumps from one to the next."
            .formatted(joined(seeds), steps));
    List<Leg> legs = new ArrayList<>();
    for (LatentPath path : paths) {
      List<Walked> walked = walk(path, tracks);
      show(report, path, walked, tracks.size());
      walked.forEach(each -> legs.add(each.leg()));
    }
    report.section("Numbers");
    showLegs(report, legs);
    report.charts(charts(legs));
    report.number("seeds", seeds);
    report.number("steps", steps);
    report.number("legs", legs);
    return report;
  }

  private void checkSize(Map<String, LatentDecoder> tracks) {
    int pictures = tracks.size() * (seeds.size() - 1) * (steps + 1);
    ImageBatch.requireDrawable(tracks.values().iterator().next().image(), pictures, steps + 1);
  }

  /** Leg by leg, and each leg for all classes in turn. */
  private List<Walked> walk(LatentPath path, Map<String, LatentDecoder> tracks) {
    List<Walked> walked = new ArrayList<>();
    for (int i = 0; i + 1 < seeds.size(); i++) {
      long from = seeds.get(i);
      long to = seeds.get(i + 1);
      tracks.forEach((name, decoder) -> walked.add(leg(path, name, decoder, from, to)));
    }
    return walked;
  }

  private Walked leg(LatentPath path, String track, LatentDecoder decoder, long from, long to) {
    float[] start = Latents.normal(from, 1, decoder.latentSize());
    float[] end = Latents.normal(to, 1, decoder.latentSize());
    float[][] latents =
        IntStream.rangeClosed(0, steps)
            .mapToObj(i -> path.at(start, end, (double) i / steps))
            .toArray(float[][]::new);
    ImageBatch images = ImageBatch.decode(decoder, latents);
    List<Double> lengths =
        IntStream.range(0, steps).mapToObj(i -> images.distance(i, i + 1)).toList();
    double length = lengths.stream().mapToDouble(Double::doubleValue).sum();
    double longest = lengths.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return new Walked(
        new Leg(
            path.word(),
            track,
            from,
            to,
            lengths,
            length,
            images.distance(0, steps),
            length == 0 ? 1 : longest * steps / length,
            IntStream.rangeClosed(0, steps).mapToObj(i -> LatentPath.norm(latents[i])).toList()),
        images);
  }

  private void show(ExploreReport report, LatentPath path, List<Walked> walked, int tracks) {
    report.section(path == LatentPath.SPHERICAL ? "Along the sphere" : "Along the straight line");
    report.picture(
        path.word() + "-strip",
        ImageBatch.concat(walked.stream().map(Walked::images).toList()).grid(steps + 1),
        "Each row goes from one seed to the next"
            + (tracks > 1 ? ", one row for each class: " + names(walked, tracks) : ""));
    report.film(path.word(), frames(walked, tracks), FRAME_CENTISECONDS, "The same as a film");
  }

  private static String names(List<Walked> walked, int tracks) {
    return String.join(
        ", ", walked.subList(0, tracks).stream().map(each -> each.leg().track()).toList());
  }

  /** All classes at once, through all legs; a station that ends one leg and begins another once. */
  private List<BufferedImage> frames(List<Walked> walked, int tracks) {
    int columns = Math.min(tracks, FILM_COLUMNS);
    List<BufferedImage> frames = new ArrayList<>();
    for (int leg = 0; leg < walked.size(); leg += tracks) {
      List<Walked> together = walked.subList(leg, leg + tracks);
      for (int i = leg == 0 ? 0 : 1; i <= steps; i++) {
        int step = i;
        frames.add(
            ImageBatch.concat(together.stream().map(each -> each.images().part(step, 1)).toList())
                .grid(columns));
      }
    }
    return frames;
  }

  private void showLegs(ExploreReport report, List<Leg> legs) {
    report.table(
        List.of(
            "path", "class", "from", "to", "length", "direct", "longest / mean step", "least |z|"),
        legs.stream()
            .map(
                leg ->
                    List.of(
                        leg.path(),
                        leg.track().isEmpty() ? "–" : leg.track(),
                        Long.toString(leg.fromSeed()),
                        Long.toString(leg.toSeed()),
                        number(leg.length()),
                        number(leg.direct()),
                        number(leg.jumpRatio()),
                        number(leg.leastNorm())))
            .toList());
    report.note(
        "A step's length is the root of the mean squared difference of its two pictures, black 0 and white 1; direct is the difference of the two ends. The longest step over the mean step is 1 where the picture changes evenly, and %d where it changes at once. |z| is the norm of the latent: a straight line leaves the sphere on which the generator was trained."
            .formatted(steps));
  }

  private List<Supplier<Charts.Chart>> charts(List<Leg> legs) {
    List<Supplier<Charts.Chart>> charts = new ArrayList<>();
    for (LatentPath path : paths) {
      List<Charts.Curve> curves =
          legs.stream()
              .filter(leg -> leg.path().equals(path.word()))
              .limit(MAX_CURVES)
              .map(this::curve)
              .toList();
      charts.add(
          () ->
              Charts.of(
                  path.word() + "-steps",
                  "Length of each step, " + path.word(),
                  "way from one seed to the next",
                  curves));
    }
    return charts;
  }

  private Charts.Curve curve(Leg leg) {
    String name =
        "%d to %d%s"
            .formatted(
                leg.fromSeed(), leg.toSeed(), leg.track().isEmpty() ? "" : ", " + leg.track());
    return new Charts.Curve(
        name,
        IntStream.range(0, steps).mapToObj(i -> (i + 0.5) / steps).toList(),
        leg.stepLengths());
  }

  private static String joined(List<Long> seeds) {
    return String.join(", ", seeds.stream().map(String::valueOf).toList());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
