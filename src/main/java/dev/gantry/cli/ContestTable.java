package dev.gantry.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.cli.Contest.Contestant;
import dev.gantry.cli.Contest.Ratio;
import dev.gantry.cli.Contest.Side;
import dev.gantry.nn.Precision;
import java.util.Locale;

/** How a contest ended: a Markdown table, and the same for programs. */
final class ContestTable {
  private final Contest contest;
  private final int images;

  /**
   * Tells of a contest.
   *
   * @param images real ones of an iteration
   */
  ContestTable(Contest contest, int images) {
    this.contest = contest;
    this.images = images;
  }

  /** Several lines, each with its end. */
  String text() {
    Contestant baseline = baseline();
    StringBuilder text = new StringBuilder();
    line(text, "| | ms a step | images a second | to %s |", baseline.name());
    line(text, "|---|---:|---:|---:|");
    for (Contestant one : contest.contestants()) {
      line(
          text,
          "| %s | %.1f | %.0f | %s |",
          one.name(),
          contest.medianMillis(one),
          perSecond(one),
          one.equals(baseline) ? "1.00" : told(contest.ratio(one, baseline)));
    }
    line(text, "");
    line(text, "float32, each side's quickest: %s", told(among(Precision.FLOAT32)));
    line(text, "best precision, each side's quickest: %s", told(best()));
    return text.toString();
  }

  /** Adds the same to what a program reads. */
  void put(ObjectNode node) {
    node.put("rounds", contest.rounds());
    ArrayNode contestants = node.putArray("contestants");
    for (Contestant one : contest.contestants()) {
      ObjectNode each = contestants.addObject();
      each.put("name", one.name());
      each.put("side", one.side().name().toLowerCase(Locale.ROOT));
      each.put("precision", one.precision().name().toLowerCase(Locale.ROOT));
      each.put("ms_per_step", contest.medianMillis(one));
      each.put("images_per_second", perSecond(one));
      ArrayNode rounds = each.putArray("rounds_ms");
      contest.millis(one).forEach(rounds::add);
    }
    put(node.putObject("float32"), among(Precision.FLOAT32));
    put(node.putObject("best"), best());
  }

  private static void put(ObjectNode node, Ratio ratio) {
    node.put("ratio", ratio.median());
    node.put("least", ratio.least());
    node.put("greatest", ratio.greatest());
  }

  /** PyTorch as it comes. */
  private Contestant baseline() {
    return contest.contestants().stream()
        .filter(one -> one.side() == Side.PYTORCH)
        .findFirst()
        .orElseThrow();
  }

  private Ratio among(Precision precision) {
    return contest.ratio(
        contest.quickest(Side.GANTRY, precision::equals),
        contest.quickest(Side.PYTORCH, precision::equals));
  }

  private Ratio best() {
    return contest.ratio(
        contest.quickest(Side.GANTRY, any -> true), contest.quickest(Side.PYTORCH, any -> true));
  }

  private double perSecond(Contestant one) {
    return images / contest.medianMillis(one) * 1e3;
  }

  private static String told(Ratio ratio) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.median(), ratio.least(), ratio.greatest());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
