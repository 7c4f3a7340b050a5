package dev.gantry.report;

import dev.gantry.error.RunException;
import dev.gantry.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of a run: one HTML file with every picture inside, without scripts, that asks nothing of
 * the network (its content security policy forbids it). Made from the files in the folder alone, so
 * it can be made again at any time; what is not there yet is left out. Stateless, so thread-safe.
 */
public final class HtmlReport {
  private static final Logger LOG = LoggerFactory.getLogger(HtmlReport.class);
  private static final int GALLERY_PICTURES = 24;
  private static final int RECENT_LINES = 5;

  private HtmlReport() {}

  /**
   * Writes {@code report.html}.
   *
   * @throws dev.gantry.error.UserException if a file in the folder is damaged
   * @throws RunException if the page could not be written
   */
  public static void write(RunFolder folder) {
    byte[] page = page(folder).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.page(), out -> out.write(page));
  }

  private static String page(RunFolder folder) {
    List<Stats> stats = there(folder.stats()) ? StatsLog.read(folder.stats()) : List.of();
    Optional<RunState> state =
        there(folder.state()) ? Optional.of(RunState.read(folder)) : Optional.empty();
    List<RunFolder.Picture> pictures = folder.pictures();
    HtmlPage page = new HtmlPage(folder.name());
    addHeader(page, folder, state);
    addNumbers(page, stats, state);
    addComparison(page, folder, pictures);
    addFilm(page, folder);
    addCharts(page, stats);
    addGallery(page, pictures);
    addFiles(page, folder);
    return page.toHtml();
  }

  private static boolean there(Path file) {
    return Files.isRegularFile(file);
  }

  private static void addHeader(HtmlPage page, RunFolder folder, Optional<RunState> state) {
    page.heading(folder.name(), state.map(s -> s.status().word()).orElse(""));
    state.filter(s -> !s.message().isEmpty()).ifPresent(s -> page.paragraph(s.message()));
    state.ifPresent(s -> page.note("As of " + s.updated().truncatedTo(ChronoUnit.SECONDS)));
  }

  private static void addNumbers(HtmlPage page, List<Stats> stats, Optional<RunState> state) {
    Map<String, String> numbers = new LinkedHashMap<>();
    state.ifPresent(
        s ->
            numbers.put(
                "images shown",
                "%s of %s kimg (%d %%)"
                    .formatted(
                        ProgressLine.kimg(s.images()),
                        ProgressLine.kimg(s.totalImages()),
                        ProgressLine.percent(s.images(), s.totalImages()))));
    if (!stats.isEmpty()) {
      Stats last = stats.get(stats.size() - 1);
      numbers.put("time in training", ProgressLine.duration(last.secondsElapsed()));
      numbers.put("images a second", ProgressLine.speed(recentSpeed(stats)));
      numbers.put("steps", String.format(Locale.ROOT, "%,d", last.step()));
      numbers.put("loss of D", number(last.dLoss()));
      numbers.put("loss of G", number(last.gLoss()));
      numbers.put("D(x)", number(last.dReal()));
      numbers.put("D(G(z))", number(last.dFake()));
      if (last.residentBytes() > 0) {
        numbers.put("resident memory", ProgressLine.bytes(last.residentBytes()));
      }
    }
    page.tiles(numbers);
  }

  private static double recentSpeed(List<Stats> stats) {
    return stats.subList(Math.max(0, stats.size() - RECENT_LINES), stats.size()).stream()
        .mapToDouble(Stats::imagesPerSecond)
        .average()
        .orElse(Double.NaN);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static void addComparison(
      HtmlPage page, RunFolder folder, List<RunFolder.Picture> pictures) {
    boolean reals = there(folder.reals());
    if (!reals && pictures.isEmpty()) {
      return;
    }
    page.section("Real and generated");
    page.beginRow();
    if (reals) {
      page.png(BoundedFile.read(folder.reals()), "Training images");
    }
    if (!pictures.isEmpty()) {
      RunFolder.Picture latest = pictures.get(pictures.size() - 1);
      page.png(BoundedFile.read(latest.file()), "Generated after " + kimg(latest));
    }
    page.endRow();
  }

  private static String kimg(RunFolder.Picture picture) {
    return ProgressLine.kimg(Math.round(picture.kimg() * 1000)) + " kimg";
  }

  private static void addFilm(HtmlPage page, RunFolder folder) {
    if (there(folder.film())) {
      page.section("Through training");
      page.beginRow();
      page.gif(BoundedFile.read(folder.film()), "The same latents from the first step to the last");
      page.endRow();
    }
  }

  private static void addCharts(HtmlPage page, List<Stats> stats) {
    List<Charts.Chart> charts;
    try {
      charts = new ArrayList<>(Charts.of(stats));
      charts.addAll(metricCharts(stats));
    } catch (RunException e) {
      // The page of a run is worth having without its curves.
      LOG.warn("{}", e.getMessage());
      page.section("Curves");
      page.paragraph(String.valueOf(e.getMessage()));
      return;
    }
    if (charts.isEmpty()) {
      return;
    }
    page.section("Curves");
    page.beginRow();
    charts.forEach(chart -> page.chart(Png.encode(chart.image(), Map.of()), chart.title()));
    page.endRow();
  }

  /**
   * A chart for each number that was measured now and then; those that only a number at the end of
   * their key tells apart, such as of classes, share one.
   */
  private static List<Charts.Chart> metricCharts(List<Stats> stats) {
    Map<String, List<Charts.Curve>> curves = new LinkedHashMap<>();
    stats.stream()
        .flatMap(line -> line.metrics().keySet().stream())
        .distinct()
        .forEach(
            key ->
                curves
                    .computeIfAbsent(key.replaceFirst("_[0-9]+$", ""), name -> new ArrayList<>())
                    .add(metricCurve(key, stats)));
    return curves.entrySet().stream()
        .flatMap(each -> metricCharts(each.getKey(), each.getValue()).stream())
        .toList();
  }

  /** As many charts as the curves need, with about as many in each. */
  private static List<Charts.Chart> metricCharts(String name, List<Charts.Curve> curves) {
    int charts = (curves.size() + Charts.MOST_CURVES - 1) / Charts.MOST_CURVES;
    List<Charts.Chart> drawn = new ArrayList<>();
    for (int i = 0; i < charts; i++) {
      String part = charts == 1 ? name : "%s, %d of %d".formatted(name, i + 1, charts);
      drawn.add(
          Charts.of(
              part,
              part,
              Charts.KIMG,
              curves.subList(i * curves.size() / charts, (i + 1) * curves.size() / charts)));
    }
    return drawn;
  }

  private static Charts.Curve metricCurve(String key, List<Stats> stats) {
    List<Stats> measured = stats.stream().filter(line -> line.metrics().containsKey(key)).toList();
    return new Charts.Curve(
        key,
        measured.stream().map(Stats::kimg).toList(),
        measured.stream().map(line -> line.metrics().get(key)).toList());
  }

  private static void addGallery(HtmlPage page, List<RunFolder.Picture> pictures) {
    if (pictures.size() < 2) {
      return;
    }
    page.section("Gallery");
    page.beginGallery();
    Film.choose(pictures, GALLERY_PICTURES)
        .forEach(picture -> page.jpeg(Thumbnail.of(picture.file()), kimg(picture)));
    page.endRow();
  }

  private static void addFiles(HtmlPage page, RunFolder folder) {
    if (there(folder.config())) {
      page.section("Configuration");
      page.preformatted(BoundedFile.readText(folder.config()));
    }
    if (there(folder.provenance())) {
      page.section("Provenance");
      page.table(Json.flatten(BoundedFile.readText(folder.provenance())));
    }
  }
}
