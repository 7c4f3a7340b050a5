package dev.gantry.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows each picture beside what was found for it. */
public final class ProjectionReport {
  private static final int COLUMNS = 3;

  private ProjectionReport() {}

  /**
   * Refuses more pictures than can be shown, before they fill the memory.
   *
   * @throws dev.gantry.error.UserException if the picture of all pairs would be too large
   */
  public static void requireDrawable(Projector projector, int pictures) {
    ImageBatch.requireDrawable(projector.image(), pictures * COLUMNS, COLUMNS);
  }

  /**
   * Shows.
   *
   * @param subject what was searched in, for the page
   * @param projections that the projector made of the task
   */
  public static ExploreReport of(
      String subject, Projector projector, ProjectionTask task, List<Projection> projections) {
    LatentSearch how = task.how();
    ExploreReport report = new ExploreReport("project", subject);
    report.paragraph(
        String.format(
            Locale.ROOT,
            "The latent whose picture is nearest, by Adam on the pixels' mean squared error: %d"
                + " steps from %d latents%s, rate %s, prior %s.",
            how.steps(),
            how.restarts(),
            task.labels().size() > 1
                ? " for each of %d classes".formatted(task.labels().size())
                : "",
            how.learningRate(),
            how.prior()));
    report.picture(
        "pairs",
        pairs(projector, List.copyOf(task.pictures().values()), projections).grid(COLUMNS),
        "In each row: the picture, what the model makes of the latent that was found, and their"
            + " difference (white where equal)");
    showTable(report, projections);
    if (task.labels().size() > 1) {
      report.note(
          "The class is the one in which the search came nearest. That is no classification: a"
              + " generator with a long latent draws much of one class with the label of another.");
    }
    report.number("search", how);
    report.number("pictures", projections);
    return report;
  }

  private static ImageBatch pairs(
      Projector projector, List<float[]> pictures, List<Projection> projections) {
    List<ImageBatch> cells = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      float[] real = pictures.get(i);
      ImageBatch made = made(projector, projections.get(i));
      float[] difference = new float[real.length];
      for (int k = 0; k < real.length; k++) {
        difference[k] = 1 - Math.abs(real[k] - made.values()[k]);
      }
      cells.add(new ImageBatch(projector.image(), real));
      cells.add(made);
      cells.add(new ImageBatch(projector.image(), difference));
    }
    return ImageBatch.concat(cells);
  }

  private static ImageBatch made(Projector projector, Projection projection) {
    float[] z = new float[projection.latent().size()];
    for (int i = 0; i < z.length; i++) {
      z[i] = projection.latent().get(i);
    }
    return ImageBatch.decode(projector.decoder(projection.label()), new float[][] {z});
  }

  private static void showTable(ExploreReport report, List<Projection> projections) {
    report.table(
        List.of("picture", "class", "PSNR (dB)", "MSE", "MSE at the start", "restarts", "|z|"),
        projections.stream()
            .map(
                p ->
                    List.of(
                        p.name(),
                        p.className().isEmpty() ? "–" : p.className(),
                        String.format(Locale.ROOT, "%.2f", p.psnr()),
                        String.format(Locale.ROOT, "%.5f", p.meanSquaredError()),
                        String.format(Locale.ROOT, "%.5f", p.startError()),
                        range(p.restartErrors()),
                        String.format(Locale.ROOT, "%.2f", p.norm())))
            .toList());
    report.note(
        "Restarts: the least and the greatest error with which the searches of that class ended;"
            + " far apart, more restarts may find better. |z| near the root of the latent's length"
            + " is where training drew from.");
  }

  private static String range(List<Double> errors) {
    return String.format(
        Locale.ROOT,
        "%.5f to %.5f",
        errors.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        errors.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }
}
