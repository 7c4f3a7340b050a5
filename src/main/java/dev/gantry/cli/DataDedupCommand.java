package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ExclusionList;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.SourceImages;
import dev.gantry.dedup.Deduplication;
import dev.gantry.dedup.DuplicateGroup;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.report.Png;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds near-duplicates and lists them. */
@Command(
    name = "dedup",
    description = {
      "Finds images that are nearly the same, by the hash of an autoencoder trained on them.",
      "Nothing is removed: look at groups.png, where each row is an image that stays and those that"
          + " would go, the least certain first, and train with data.exclude=DIR/exclude.jsonl."
          + " That file has a line an image in the same order; a line removed from it keeps its"
          + " image."
    })
final class DataDedupCommand extends GantrySubcommand {
  private static final String LIST = "exclude.jsonl";
  private static final String SHEET = "groups.png";
  private static final int SIDE = 32;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private SourceArgument argument;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the list and the sheet, such as dedup/cifar10; not there yet.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path folder;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Look only at the first so many images; 0 looks at all.")
  private int limit;

  @Option(
      names = "--correlation",
      paramLabel = "X",
      defaultValue = "0.97",
      description =
          "Images so alike belong together, from 0.5 to 1; higher finds fewer and errs less;"
              + " ${DEFAULT-VALUE}.")
  private double correlation;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Steps of the autoencoder's training; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Every random draw derives from it; ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    if (Files.exists(folder)) {
      // Not after all the work.
      throw new UserException(
          "%s is there already; give another folder, or remove it".formatted(folder));
    }
    Deduplication deduplication = deduplication();
    SourceImages images = load();
    List<DuplicateGroup> groups = leastCertainFirst(find(deduplication, images));
    print(images, groups);
    if (groups.isEmpty()) {
      out().println("nothing to leave out; no list is written");
      return ExitCode.OK;
    }
    write(images, groups);
    out().println(folder.resolve(SHEET));
    out().println(folder.resolve(LIST));
    return ExitCode.OK;
  }

  private Deduplication deduplication() {
    Deduplication d = Deduplication.defaults();
    try {
      return new Deduplication(steps, d.batch(), d.learningRate(), d.dropout(), correlation, seed);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private SourceImages load() {
    DataConfig config;
    try {
      config =
          new DataConfig(
              argument.source(), argument.split(), SIDE, 3, DataConfig.Resize.AREA, limit);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
    try (CountProgress progress = progress("decoding")) {
      SourceImages images =
          ImageLoader.loadNamed(config, workspace().dataPaths(data.folder()), progress::update);
      progress.finish();
      return images;
    }
  }

  private CountProgress progress(String verb) {
    return new CountProgress(err(), workspace().terminalColumns(), verb, "images");
  }

  private List<DuplicateGroup> find(Deduplication deduplication, SourceImages images) {
    try (Stages stages = new Stages()) {
      return deduplication.find(images.images(), stages);
    }
  }

  /** The order of the sheet's rows and of the list's lines. */
  private static List<DuplicateGroup> leastCertainFirst(List<DuplicateGroup> groups) {
    return groups.stream()
        .sorted(Comparator.comparingDouble(DuplicateGroup::leastCorrelation))
        .toList();
  }

  /** Tells how far training is, then comparing. */
  private final class Stages implements Deduplication.Progress, AutoCloseable {
    private CountProgress current = progress("training");
    private boolean comparing;

    @Override
    public void trained(long images, long total) {
      current.update(images, total);
    }

    @Override
    public void compared(long images, long total) {
      if (!comparing) {
        current.finish();
        current = progress("comparing");
        comparing = true;
      }
      current.update(images, total);
    }

    @Override
    public void close() {
      if (comparing) {
        current.finish();
      }
      current.close();
    }
  }

  private void print(SourceImages images, List<DuplicateGroup> groups) {
    int excluded = groups.stream().mapToInt(group -> group.duplicates().size()).sum();
    line("source", images.description());
    line("images", String.format(Locale.ROOT, "%,d", images.images().count()));
    line(
        "duplicates",
        String.format(Locale.ROOT, "%,d, like %,d that stay", excluded, groups.size()));
    Map<Integer, Integer> sizes = new TreeMap<>();
    groups.forEach(group -> sizes.merge(group.duplicates().size() + 1, 1, Integer::sum));
    sizes.forEach(
        (size, count) ->
            line("groups", String.format(Locale.ROOT, "%,d of %,d images", count, size)));
  }

  private void line(String name, String value) {
    out().printf("%-12s%s%n", name, value);
  }

  private void write(SourceImages images, List<DuplicateGroup> groups) {
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw IoFailure.writing(folder, e);
    }
    AtomicFolder.write(
        folder,
        made -> {
          try (OutputStream list =
              new BufferedOutputStream(Files.newOutputStream(made.resolve(LIST)))) {
            ExclusionList.write(list, images, entries(images, groups));
          }
          Png.write(
              made.resolve(SHEET),
              DuplicateSheet.draw(images.images(), groups),
              Map.of("gantry:source", argument.source()));
        });
  }

  private static List<ExclusionList.Entry> entries(
      SourceImages images, List<DuplicateGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.duplicates().stream().map(one -> entry(images, group, one)))
        .toList();
  }

  private static ExclusionList.Entry entry(
      SourceImages images, DuplicateGroup group, DuplicateGroup.Duplicate one) {
    return new ExclusionList.Entry(
        images.sourceIndex(one.index()),
        images.name(one.index()),
        images.sourceIndex(group.kept()),
        images.name(group.kept()),
        one.correlation());
  }
}
