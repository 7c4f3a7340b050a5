package dev.gantry.sweep;

import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.report.Charts;
import dev.gantry.report.HtmlCell;
import dev.gantry.report.HtmlPage;
import dev.gantry.report.Png;
import dev.gantry.report.ProgressLine;
import dev.gantry.report.RunFolder;
import dev.gantry.report.Thumbnail;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials, the best first: as a table for programs, and as a page for people with pictures and a
 * chart for each parameter. To be written while the state is held, by one at a time.
 */
final class Leaderboard {
  private static final Logger log = LoggerFactory.getLogger(Leaderboard.class);
  private static final int MOST_PICTURES = 60;

  private final SweepFolder folder;

  Leaderboard(SweepFolder folder) {
    this.folder = folder;
  }

  /** Replaces both files, and returns the state that they show. */
  SweepState write(SweepState state) {
    byte[] csv = csv(state).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.table(), out -> out.write(csv));
    byte[] html = html(state).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.page(), out -> out.write(html));
    return state;
  }

  /** RFC 4180 with line feeds. */
  private String csv(SweepState state) {
    List<String> headings = new ArrayList<>(List.of("rank", "trial", "status"));
    headings.addAll(List.of(state.goal().metric(), "kimg", "seconds"));
    headings.addAll(state.vary().keySet());
    headings.addAll(List.of("run", "reason"));
    StringBuilder text = new StringBuilder(row(headings));
    int rank = 0;
    for (Trial trial : state.ranked()) {
      rank++;
      List<String> cells = new ArrayList<>();
      cells.add(isRanked(trial) ? Integer.toString(rank) : "");
      cells.add(Integer.toString(trial.number()));
      cells.add(trial.status().word());
      cells.add(isMeasured(trial) ? Double.toString(trial.metric().orElseThrow()) : "");
      cells.add(Double.toString(trial.kimg()));
      cells.add(String.format(Locale.ROOT, "%.1f", trial.seconds()));
      state.vary().keySet().forEach(name -> cells.add(trial.values().getOrDefault(name, "")));
      cells.add(folder.path().relativize(folder.run(trial.number())).toString());
      cells.add(trial.reason());
      text.append(row(cells));
    }
    return text.toString();
  }

  private static boolean isMeasured(Trial trial) {
    return trial.metric().isPresent();
  }

  private static boolean isRanked(Trial trial) {
    return isMeasured(trial) && trial.status() != Trial.Status.FAILED;
  }

  private static String row(List<String> cells) {
    return cells.stream().map(Leaderboard::quoted).collect(Collectors.joining(",")) + "\n";
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }

  private String html(SweepState state) {
    HtmlPage page = new HtmlPage("Sweep of " + state.name());
    page.heading("Sweep of " + state.name(), state.isOver() ? "finished" : "running");
    page.tiles(tiles(state));
    page.section("Leaderboard");
    page.cells(headings(state), rows(state));
    charts(page, state);
    page.section("What is varied");
    page.table(state.vary());
    page.note(
        "strategy %s, seed %d%s"
            .formatted(
                state.strategy(),
                state.seed(),
                state.settings().isEmpty() ? "" : ", with " + String.join(", ", state.settings())));
    if (state.rungs().size() > 1) {
      page.section("Rungs");
      page.table(
          List.of("rung", "trials", "kimg"),
          IntStream.range(0, state.rungs().size())
              .mapToObj(i -> rung(i, state.rungs().get(i)))
              .toList());
    }
    return page.toHtml();
  }

  private static List<String> rung(int number, Rung rung) {
    return List.of(
        Integer.toString(number + 1), Integer.toString(rung.trials()), number(rung.kimg()));
  }

  private static Map<String, String> tiles(SweepState state) {
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("trials", Integer.toString(state.trials().size()));
    for (Trial.Status status : Trial.Status.values()) {
      if (state.count(status) > 0) {
        tiles.put(status.word(), Long.toString(state.count(status)));
      }
    }
    Goal goal = state.goal();
    state
        .best()
        .ifPresent(
            best ->
                tiles.put(
                    "best " + goal.metric() + (goal.low() ? " (low is good)" : " (high is good)"),
                    number(best.metric().orElseThrow()) + ", trial " + best.number()));
    tiles.put(
        "time in training",
        ProgressLine.duration(state.trials().stream().mapToDouble(Trial::seconds).sum()));
    return tiles;
  }

  private static List<String> headings(SweepState state) {
    List<String> headings = new ArrayList<>(List.of("", "trial", "images"));
    headings.add(state.goal().metric());
    headings.addAll(Labels.of(List.copyOf(state.vary().keySet())));
    headings.addAll(List.of("kimg", "time", "status"));
    return headings;
  }

  private List<List<HtmlCell>> rows(SweepState state) {
    List<List<HtmlCell>> rows = new ArrayList<>();
    for (Trial trial : state.ranked()) {
      List<HtmlCell> cells = new ArrayList<>();
      cells.add(text(isRanked(trial) ? Integer.toString(rows.size() + 1) : ""));
      cells.add(link(trial));
      cells.add(rows.size() < MOST_PICTURES ? picture(trial) : text(""));
      cells.add(text(isMeasured(trial) ? number(trial.metric().orElseThrow()) : ""));
      state.vary().keySet().forEach(name -> cells.add(text(trial.values().getOrDefault(name, ""))));
      cells.add(text(trial.kimg() == 0 ? "" : number(trial.kimg())));
      cells.add(text(trial.seconds() == 0 ? "" : ProgressLine.duration(trial.seconds())));
      cells.add(text(status(trial)));
      rows.add(cells);
    }
    return rows;
  }

  private static String status(Trial trial) {
    return trial.reason().isEmpty()
        ? trial.status().word()
        : trial.status().word() + ": " + trial.reason();
  }

  private static HtmlCell text(String words) {
    return new HtmlCell.Text(words);
  }

  private HtmlCell link(Trial trial) {
    String name = SweepFolder.digits(trial.number());
    return Files.isRegularFile(folder.run(trial.number()).resolve("report.html"))
        ? new HtmlCell.Link(name, "trials/" + name + "/report.html")
        : text(name);
  }

  /** The newest images of a trial; a file that is damaged is not worth a page. */
  private HtmlCell picture(Trial trial) {
    if (!Files.isRegularFile(folder.run(trial.number()).resolve("config.yaml"))) {
      return text("");
    }
    List<RunFolder.Picture> pictures = RunFolder.open(folder.run(trial.number())).pictures();
    if (pictures.isEmpty()) {
      return text("");
    }
    RunFolder.Picture last = pictures.get(pictures.size() - 1);
    try {
      return new HtmlCell.Picture(
          Thumbnail.of(last.file()),
          "images of trial %d after %s kimg".formatted(trial.number(), number(last.kimg())));
    } catch (UserException e) {
      log.warn("{}", e.getMessage());
      return text("");
    }
  }

  private static void charts(HtmlPage page, SweepState state) {
    int rung = state.trials().stream().mapToInt(trial -> trial.metrics().size()).max().orElse(0);
    if (rung == 0) {
      return;
    }
    try {
      List<Charts.Chart> charts = new ArrayList<>();
      List<String> labels = Labels.of(List.copyOf(state.vary().keySet()));
      for (Parameter parameter : state.parameters()) {
        charts.add(chart(state, parameter, labels.get(charts.size())));
      }
      page.section(state.goal().metric() + " against what is varied");
      if (state.rungs().size() > 1) {
        page.note("Each trial as it was at the end of its first rung, where all can be compared.");
      }
      page.beginRow();
      charts.forEach(chart -> page.chart(Png.encode(chart.image(), Map.of()), chart.title()));
      page.endRow();
    } catch (RunException e) {
      // The table is worth having without its charts.
      log.warn("{}", e.getMessage());
    }
  }

  private static Charts.Chart chart(SweepState state, Parameter parameter, String label) {
    String title = state.goal().metric() + " against " + label;
    List<Trial> measured =
        state.trials().stream().filter(trial -> !trial.metrics().isEmpty()).toList();
    if (parameter instanceof Choice choice) {
      return Charts.scatter(
          "dots",
          title,
          label,
          choice.values(),
          measured.stream()
              .map(
                  trial ->
                      new Charts.Dot(
                          choice.values().indexOf(trial.values().get(parameter.name())),
                          trial.metrics().get(0)))
              .toList());
    }
    return Charts.scatter(
        "dots",
        title,
        label,
        parameter instanceof Range range && range.scale() == Scale.LOGARITHMIC,
        measured.stream()
            .map(
                trial ->
                    new Charts.Dot(
                        Double.parseDouble(trial.values().get(parameter.name())),
                        trial.metrics().get(0)))
            .toList());
  }

  /** Four digits are what such measurements tell apart. */
  static String number(double value) {
    return new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros().toPlainString();
  }
}
