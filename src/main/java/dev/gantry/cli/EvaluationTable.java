package dev.gantry.cli;

import dev.gantry.evaluate.ClassFigures;
import dev.gantry.evaluate.EvaluationReport;
import dev.gantry.evaluate.Figure;
import dev.gantry.evaluate.MeasuringTime;
import dev.gantry.features.ExtractorInfo;
import java.util.Locale;

/** A report as a person reads it. */
final class EvaluationTable {
  private static final int HASH_SHOWN = 12;

  private EvaluationTable() {}

  /** Several lines, each with its end. */
  static String of(EvaluationReport report) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "generated",
        "%s: %,d images, seed %d",
        report.generated(),
        report.generatedCount(),
        report.seed());
    line(text, "reference", "%s: %,d images", report.reference(), report.referenceCount());
    ExtractorInfo extractor = report.extractor();
    line(
        text,
        "extractor",
        "%s %s, %d features, %d classes",
        extractor.name(),
        extractor.sha256().substring(0, HASH_SHOWN),
        extractor.features(),
        extractor.classes());
    line(text, "resizer", "%s", extractor.resizer());
    line(text, "precision", "%s", report.precision());
    MeasuringTime seconds = report.seconds();
    line(
        text,
        "features",
        "of %,d images in %.1f s (reference), of %,d images in %.1f s (generated)",
        report.referenceCount(),
        seconds.referenceFeatures(),
        report.generatedCount(),
        seconds.generatedFeatures());
    line(
        text,
        "time",
        "%,d images generated in %.1f s, metrics in %.1f s",
        report.generatedCount(),
        seconds.generation(),
        seconds.metrics());
    text.append('\n');
    // The counts of classes stand beside how many were found.
    report.figures().stream()
        .filter(figure -> !figure.ofHistogram())
        .forEach(figure -> figure(text, figure));
    if (!report.classes().isEmpty()) {
      text.append('\n');
      report.classes().forEach(each -> ofClass(text, each));
    }
    report.cautions().forEach(caution -> text.append("note: ").append(caution).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-12s", name))
        .append(String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private static void figure(StringBuilder text, Figure figure) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %10s %-12s %s%n",
            figure.title(),
            number(figure.value()),
            figure.deviation() == null ? "" : "± " + number(figure.deviation()),
            figure.note()));
  }

  private static void ofClass(StringBuilder text, ClassFigures each) {
    text.append(String.format(Locale.ROOT, "%-16s %,8d images", each.name(), each.images()));
    each.figures()
        .forEach(
            figure ->
                text.append("   ")
                    .append(figure.title())
                    .append(' ')
                    .append(number(figure.value())));
    text.append('\n');
  }

  /** Four digits that mean something. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
