package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.data.SourceImages;
import dev.gantry.features.ExtractorInfo;
import dev.gantry.metrics.NearestNeighbours;
import dev.gantry.metrics.NearestNeighbours.Neighbour;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Shows generated images beside the training images nearest to them.
 *
 * @param generated the images
 * @param training what they are held against
 * @param extractor whose features were compared
 * @param found their neighbours
 */
public record NeighbourReport(
    GeneratedImages generated,
    TrainingImages training,
    ExtractorInfo extractor,
    TrainingNeighbours found) {

  /**
   * A neighbour in {@code numbers.json}.
   *
   * @param index its place in the source
   * @param name how the source calls it: its path, or its number
   * @param className empty where there are no classes
   * @param distance in levels or in units of the features
   */
  private record Shown(int index, String name, String className, double distance) {}

  /**
   * A generated image in {@code numbers.json}.
   *
   * @param seed that makes it again
   * @param className empty where the model has no classes
   * @param pixels its neighbours in pixels, nearest first
   * @param features its neighbours in features, nearest first
   */
  private record Row(long seed, String className, List<Shown> pixels, List<Shown> features) {}

  /** The page, the sheets and the numbers. */
  public ExploreReport report() {
    ExploreReport report = new ExploreReport("neighbours", generated.subject());
    report.paragraph(
        String.format(
            Locale.ROOT,
            "In each row a generated image, a gap, and the %d images nearest to it of the %,d of"
                + " %s, nearest first.",
            generated.query().nearest(),
            training.images().count(),
            training.name()));
    report.row(
        () -> {
          sheet(report, "pixels", "Nearest in pixels", found.pixels());
          sheet(report, "features", "Nearest in features of " + extractor.name(), found.features());
        });
    showNearness(report);
    List<Row> rows = IntStream.range(0, generated.query().count()).mapToObj(this::row).toList();
    showRows(report, rows);
    report.number("training", description());
    report.number("extractor", extractor);
    report.number("nearness", nearness());
    report.number("images", rows);
    return report;
  }

  private void sheet(ExploreReport report, String name, String caption, FoundNeighbours nearest) {
    report.picture(
        name, NeighbourSheet.draw(generated, training.images(), nearest.generated()), caption);
  }

  private void showNearness(ExploreReport report) {
    report.section("Are they copies?");
    report.table(
        List.of(
            "distance to the nearest",
            "generated: median",
            "held-out: median",
            "1 % of held-out below",
            "generated below that"),
        List.of(
            distances("in pixels", found.pixels().nearness()),
            distances("in features", found.features().nearness())));
    report.note(
        "A distance of 0 is a copy. A generator that memorized comes nearer to its training images"
            + " than other real images do: many of its images are below the distance that 1 % of"
            + " these are below. A lower median alone shows no copies, since flat and blurred"
            + " images are near to many. Near in features and far in pixels is the same thing at"
            + " another place or in other colours.");
    report.note(
        training
            .heldOut()
            .map(
                images ->
                    String.format(
                        Locale.ROOT,
                        "For scale: %,d real images that the model was not trained on, of the"
                            + " source's test split. Of generated images that are as near as these"
                            + " are, 1 %% would be below the last distance.",
                        images.count()))
            .orElse(
                "There is no scale: the source has no test split, whose distances would tell what"
                    + " is usual for images that the model was not trained on."));
    report.note(
        "In pixels: Euclidean distance of levels from 0 to 255. In features: of the %d features of %s %s."
            .formatted(extractor.features(), extractor.name(), extractor.sha256()));
  }

  private List<String> distances(String space, Nearness nearness) {
    List<String> cells = new ArrayList<>(List.of(space, number(nearness.generatedMedian())));
    cells.addAll(
        nearness
            .heldOut()
            .map(
                usual ->
                    List.of(
                        number(usual.median()),
                        number(usual.quantile()),
                        "%d of %d".formatted(usual.generatedBelow(), generated.query().count())))
            .orElse(List.of("–", "–", "–")));
    return cells;
  }

  private static void showRows(ExploreReport report, List<Row> rows) {
    report.section("Numbers");
    report.table(
        List.of(
            "seed",
            "class",
            "nearest in pixels",
            "class",
            "distance",
            "nearest in features",
            "class",
            "distance"),
        rows.stream().map(NeighbourReport::cells).toList());
    report.note("The nearest alone; numbers.json has all, with their places in the source.");
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>(List.of(Long.toString(row.seed()), dash(row.className())));
    for (Shown nearest : List.of(row.pixels().get(0), row.features().get(0))) {
      cells.add(nearest.name());
      cells.add(dash(nearest.className()));
      cells.add(number(nearest.distance()));
    }
    return cells;
  }

  private Row row(int image) {
    return new Row(
        generated.query().seed() + image,
        className(generated.images(), image),
        shown(found.pixels().generated(), image),
        shown(found.features().generated(), image));
  }

  private List<Shown> shown(NearestNeighbours neighbours, int image) {
    return IntStream.range(0, generated.query().nearest())
        .mapToObj(order -> shown(neighbours.of(image, order)))
        .toList();
  }

  private Shown shown(Neighbour neighbour) {
    SourceImages source = training.source();
    return new Shown(
        source.sourceIndex(neighbour.index()),
        source.name(neighbour.index()),
        className(source.images(), neighbour.index()),
        neighbour.distance());
  }

  private Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", training.name());
    description.put("images", training.images().count());
    description.put("sha256", training.images().hash());
    return description;
  }

  private Map<String, Object> nearness() {
    Map<String, Object> nearness = new LinkedHashMap<>();
    nearness.put("pixels", numbers(found.pixels().nearness()));
    nearness.put("features", numbers(found.features().nearness()));
    return nearness;
  }

  private static Map<String, Object> numbers(Nearness nearness) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("generated_median", nearness.generatedMedian());
    nearness.heldOut().ifPresent(usual -> numbers.put("held_out", usual));
    return numbers;
  }

  private static String className(ImageSet images, int image) {
    return images.classes().isEmpty() ? "" : images.classes().get(images.label(image));
  }

  private static String dash(String text) {
    return text.isEmpty() ? "–" : text;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
