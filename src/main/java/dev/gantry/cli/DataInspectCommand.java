package dev.gantry.cli;

import dev.gantry.data.DataInspector;
import dev.gantry.data.DataSummary;
import dev.gantry.data.UnreadableImage;
import dev.gantry.report.Png;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a source of images holds. */
@Command(
    name = "inspect",
    description =
        "Shows counts, sizes and classes of a source, and what could not be read and why.")
final class DataInspectCommand extends GantrySubcommand {
  private static final int MAX_LINES = 20;

  @Parameters(
      paramLabel = "PATH",
      description = "An IDX file, a folder, a zip or tar, or a named source such as mnist.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String source;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private SplitOption split;

  @Option(
      names = "--grid",
      paramLabel = "FILE",
      description = "Write some of the images to this PNG file.")
  private @Nullable Path grid;

  @Override
  public Integer call() {
    DataSummary summary = inspect();
    line("source", summary.description());
    line("kind", summary.kind());
    line("images", String.format(Locale.ROOT, "%,d", summary.images()));
    summary.sizes().stream()
        .limit(MAX_LINES)
        .forEach(
            size ->
                line(
                    "size",
                    String.format(
                        Locale.ROOT, "%d×%d: %,d", size.width(), size.height(), size.images())));
    line("grey", String.format(Locale.ROOT, "%,d", summary.grey()));
    summary
        .classes()
        .forEach(
            (name, count) -> line("class", String.format(Locale.ROOT, "%s: %,d", name, count)));
    if (summary.otherFiles() > 0) {
      line("passed over", summary.otherFiles() + " files whose names are not those of images");
    }
    unreadable(summary);
    if (grid != null) {
      Png.write(grid, summary.grid(), Map.of());
      line("grid", grid.toString());
    }
    return ExitCode.OK;
  }

  private DataSummary inspect() {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "decoding", "images")) {
      return DataInspector.inspect(
          source, split.split(), workspace().dataPaths(data.folder()), progress::update);
    }
  }

  private void unreadable(DataSummary summary) {
    line("unreadable", Integer.toString(summary.unreadable().size()));
    summary.unreadable().stream().limit(MAX_LINES).forEach(this::unreadable);
    if (summary.unreadable().size() > MAX_LINES) {
      line("", "and %d more".formatted(summary.unreadable().size() - MAX_LINES));
    }
  }

  private void unreadable(UnreadableImage image) {
    line("", "%s: %s".formatted(image.name(), image.reason()));
  }

  private void line(String name, String value) {
    out().printf("%-12s%s%n", name, value);
  }
}
