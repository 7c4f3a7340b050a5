package dev.gantry.explore;

import dev.gantry.error.UserException;
import dev.gantry.model.NetworkSummary;
import dev.gantry.report.Charts;
import dev.gantry.report.Film;
import dev.gantry.report.ProgressLine;
import dev.gantry.report.RunFolder;
import dev.gantry.report.Thumbnail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** Several runs side by side at the same number of images shown. Immutable, so thread-safe. */
public final class RunComparison {
  private static final int MAX_RUNS = 7;
  private static final int MARKS = 6;

  /** What says how far a run is, not how well. */
  private static final Set<String> CLOCKS =
      Set.of(
          "step",
          "images",
          "kimg",
          "seconds_elapsed",
          "learning_rate_g",
          "learning_rate_d",
          "resident_bytes");

  private static final Map<String, String> TITLES =
      Map.of(
          "d_loss", "Loss of D",
          "g_loss", "Loss of G",
          "d_real", "D(x): what D takes for real of real images",
          "d_fake", "D(G(z)): what D takes for real of generated images",
          "penalty", "Penalty of D",
          "d_grad_norm", "Gradient norm of D",
          "g_grad_norm", "Gradient norm of G",
          "images_per_second", "Images a second");

  private final List<ComparedRun> runs;

  private RunComparison(List<ComparedRun> runs) {
    this.runs = runs;
  }

  /**
   * Reads the runs.
   *
   * @param folders of 2 to 7 runs
   * @throws UserException if one is none or has nothing yet, two are the same, or they make images
   *     of different shapes
   */
  public static RunComparison of(List<Path> folders) {
    if (folders.size() < 2 || folders.size() > MAX_RUNS) {
      throw new UserException(
          "%d runs were given; give 2 to %d to compare".formatted(folders.size(), MAX_RUNS));
    }
    checkDifferent(folders);
    List<ComparedRun> runs = new ArrayList<>();
    for (Path folder : folders) {
      ComparedRun run = ComparedRun.read(folder);
      checkAlike(folders.get(0), runs, folder, run);
      boolean taken = runs.stream().anyMatch(other -> other.name().equals(run.name()));
      runs.add(taken ? run.named("%s (%d)".formatted(run.name(), runs.size() + 1)) : run);
    }
    return new RunComparison(List.copyOf(runs));
  }

  private static void checkDifferent(List<Path> folders) {
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      if (!seen.add(real(folder))) {
        throw new UserException("%s was given twice; give each run once".formatted(folder));
      }
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      // Opening it says what is wrong with it.
      return folder.toAbsolutePath().normalize();
    }
  }

  private static void checkAlike(
      Path firstFolder, List<ComparedRun> before, Path folder, ComparedRun run) {
    if (before.isEmpty()) {
      return;
    }
    String first = made(before.get(0));
    if (!first.equals(made(run))) {
      throw new UserException(
          "%s makes %s, but %s makes %s; compare runs that make the same kind of image"
              .formatted(folder, made(run), firstFolder, first));
    }
  }

  private static String made(ComparedRun run) {
    return "%d×%d %s images %s"
        .formatted(
            run.config().data().size(),
            run.config().data().size(),
            run.config().data().channels() == 1 ? "grey" : "RGB",
            run.config().generator().enlarges().isPresent()
                ? "by enlarging smaller ones"
                : "from latents");
  }

  /** Compares. */
  public ExploreReport explore() {
    ExploreReport report = new ExploreReport("compare", String.join(", ", names()));
    showDifferences(report);
    showPictures(report);
    showCurves(report);
    showFinal(report);
    return report;
  }

  private List<String> names() {
    return runs.stream().map(ComparedRun::name).toList();
  }

  private void showDifferences(ExploreReport report) {
    report.section("What differs");
    Map<String, List<String>> differences = differences();
    if (differences.isEmpty()) {
      report.paragraph("The configurations are the same.");
    } else {
      report.table(headed("setting"), rows(differences));
    }
    if (runs.stream().map(ComparedRun::dataHash).distinct().count() > 1) {
      report.note("The runs were trained on different images.");
    }
    if (differences.keySet().stream().anyMatch(key -> key.startsWith("objective"))) {
      report.note("Losses of different objectives are in different units: compare their course.");
    }
    report.number("runs", names());
    report.number("differences", differences);
  }

  private List<String> headed(String first) {
    List<String> headings = new ArrayList<>(List.of(first));
    headings.addAll(names());
    return headings;
  }

  private static List<List<String>> rows(Map<String, List<String>> values) {
    List<List<String>> rows = new ArrayList<>();
    values.forEach(
        (key, cells) -> {
          List<String> row = new ArrayList<>(List.of(key));
          row.addAll(cells);
          rows.add(row);
        });
    return rows;
  }

  /** The settings that not all runs share, with the value of each run, or a dash. */
  private Map<String, List<String>> differences() {
    Set<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.leaves().keySet()));
    keys.remove("name");
    Map<String, List<String>> differences = new LinkedHashMap<>();
    for (String key : keys) {
      List<String> values = each(run -> run.leaves().getOrDefault(key, "–"));
      if (values.stream().distinct().count() > 1) {
        differences.put(key, values);
      }
    }
    return differences;
  }

  private List<String> each(Function<ComparedRun, String> value) {
    return runs.stream().map(value).toList();
  }

  private void showPictures(ExploreReport report) {
    report.section("Generated images");
    for (double mark : marks()) {
      report.paragraph(kimg(mark) + " kimg");
      report.columns(
          runs.size(),
          () -> {
            for (int i = 0; i < runs.size(); i++) {
              showPicture(report, i, mark);
            }
          });
    }
  }

  private void showPicture(ExploreReport report, int index, double mark) {
    RunFolder.Picture picture = runs.get(index).pictureAt(mark);
    report.jpeg(
        String.format(Locale.ROOT, "fakes-%06d-%d", Math.round(mark), index + 1),
        Thumbnail.of(picture.file()),
        "%s, %s kimg".formatted(runs.get(index).name(), kimg(picture.kimg())));
  }

  /** When the run that was drawn the shortest was drawn, and the end of the longest. */
  private List<Double> marks() {
    ComparedRun shortest =
        runs.stream()
            .min((a, b) -> Double.compare(a.lastPictureKimg(), b.lastPictureKimg()))
            .orElseThrow();
    List<Double> all =
        shortest.pictures().stream()
            .map(RunFolder.Picture::kimg)
            .filter(kimg -> kimg > 0 || shortest.lastPictureKimg() == 0)
            .distinct()
            .toList();
    List<Double> marks = new ArrayList<>(Film.choose(all, MARKS));
    double end = runs.stream().mapToDouble(ComparedRun::lastPictureKimg).max().orElseThrow();
    if (Math.round(end) > Math.round(marks.get(marks.size() - 1))) {
      marks.add(end);
    }
    return marks;
  }

  private static String kimg(double kimg) {
    return kimg == Math.rint(kimg)
        ? Long.toString((long) kimg)
        : String.format(Locale.ROOT, "%.3f", kimg);
  }

  private void showCurves(ExploreReport report) {
    report.section("Curves");
    List<Supplier<Charts.Chart>> charts = new ArrayList<>();
    for (String key : keys()) {
      List<Charts.Curve> curves =
          runs.stream()
              .filter(run -> run.curves().containsKey(key))
              .map(run -> renamed(run.curves().get(key), run.name()))
              .toList();
      boolean flat =
          curves.stream().flatMap(curve -> curve.y().stream()).distinct().limit(2).count() < 2;
      if (!flat) {
        String name = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        charts.add(() -> Charts.of(name, TITLES.getOrDefault(key, key), Charts.KIMG, curves));
      }
    }
    report.charts(charts);
  }

  private static Charts.Curve renamed(Charts.Curve curve, String name) {
    return new Charts.Curve(name, curve.x(), curve.y());
  }

  /** Of all that is measured, metrics of later versions among it. */
  private Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(run.curves().keySet()));
    keys.removeAll(CLOCKS);
    return keys;
  }

  private void showFinal(ExploreReport report) {
    Map<String, List<String>> facts = new LinkedHashMap<>();
    facts.put("status", each(run -> run.status().isEmpty() ? "–" : run.status()));
    facts.put("images shown (kimg)", each(run -> kimg(run.lastKimg())));
    facts.put(
        "time in training",
        each(
            run ->
                ProgressLine.duration(
                    run.valueAt("seconds_elapsed", run.lastKimg()).orElse(Double.NaN))));
    facts.put("weights of G", each(run -> weights(NetworkSummary.of(run.config().generator()))));
    facts.put(
        "weights of D",
        each(
            run -> weights(NetworkSummary.of(run.config().discriminator(), run.config().image()))));
    report.section("At the end");
    report.table(headed(""), rows(facts));
    double shared = runs.stream().mapToDouble(ComparedRun::lastKimg).min().orElseThrow();
    report.section("After %s kimg, where all runs have been".formatted(kimg(shared)));
    Map<String, List<String>> values = new LinkedHashMap<>();
    Map<String, List<Object>> numbers = new LinkedHashMap<>();
    for (String key : keys()) {
      values.put(TITLES.getOrDefault(key, key), each(run -> number(run.valueAt(key, shared))));
      numbers.put(key, runs.stream().map(run -> value(run.valueAt(key, shared))).toList());
    }
    report.table(headed(""), rows(values));
    report.note("Each number is that of the nearest line of stats.jsonl, the mean over its tick.");
    report.number("shared_kimg", shared);
    report.number("at_shared_kimg", numbers);
    report.number("at_the_end", facts);
  }

  private static String weights(NetworkSummary network) {
    return String.format(
        Locale.ROOT,
        "%,d",
        network.variables().stream()
            .filter(NetworkSummary.Variable::trainable)
            .mapToLong(NetworkSummary.Variable::size)
            .sum());
  }

  private static Object value(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : "absent";
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "–";
  }
}
