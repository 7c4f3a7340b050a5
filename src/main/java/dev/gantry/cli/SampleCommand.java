package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.Png;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes pictures. */
@Command(
    name = "sample",
    description = {
      "Makes pictures with a trained generator.",
      "Picture i of seed S is the first picture of seed S + i; each file says its seed in the text"
          + " chunk gantry:seed.",
      "Of a model with classes, each row of a grid is one class, and single files go through the"
          + " classes by their seeds; each says its class in gantry:label or gantry:labels."
    })
final class SampleCommand extends GantrySubcommand {
  private static final int MAX_GRID = 4096;
  private static final int COUNT = 64;

  /** Of a grid of classes whose size was not asked for. */
  private static final int COLUMNS = 8;

  private static final int MIN_ROWS = 8;
  private static final int MAX_ROWS = 64;
  private static final String SEED = "gantry:seed";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "Number of pictures; by default "
              + COUNT
              + ", or rows of "
              + COLUMNS
              + " for all classes.")
  private @Nullable Integer given;

  @Option(
      names = "--label",
      paramLabel = "NAME|N",
      description =
          "Class to make, by name or by number from 0 on; may be given again, then rows or single"
              + " files take turns. By default all classes.")
  private List<String> asked = List.of();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the first picture; ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE|DIR",
      defaultValue = "samples.png",
      description = "A .png file for one grid, or a folder for single files; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Path target;

  @Override
  public Integer call() {
    boolean grid = target.toString().toLowerCase(Locale.ROOT).endsWith(".png");
    checkCount(grid);
    try (Generator generator = model.modelOrRun().open()) {
      ChosenClasses classes = ChosenClasses.of(model.path(), generator.labels(), asked);
      if (grid) {
        writeGrid(generator, classes);
      } else {
        writeSingles(generator, classes);
      }
    }
    out().println(target);
    return ExitCode.OK;
  }

  private void checkCount(boolean grid) {
    if (given == null) {
      return;
    }
    if (given < 1) {
      throw new UserException("--count is %d; give at least 1".formatted(given));
    }
    if (grid && given > MAX_GRID) {
      throw new UserException(
          "--count is %,d, a grid has at most %,d pictures; give a folder to --out"
              .formatted(given, MAX_GRID));
    }
  }

  private void writeGrid(Generator generator, ChosenClasses classes) {
    int count = count(classes);
    boolean square = given != null || classes.isEmpty();
    int columns = square ? (int) Math.ceil(Math.sqrt(count)) : COLUMNS;
    int rows = (count + columns - 1) / columns;
    ImageGrid.Layout layout =
        new ImageGrid.Layout(
            rows, columns, generator.imageHeight(), generator.imageWidth(), generator.channels());
    float[] unit =
        classes.isEmpty()
            ? generator.generateArray(seed, count)
            : rowsOfClasses(generator, classes, count, columns);
    Map<String, String> text = new HashMap<>();
    text.put(SEED, Long.toString(seed));
    text.put("gantry:count", Integer.toString(count));
    if (!classes.isEmpty()) {
      text.put("gantry:labels", classes.names(rows));
    }
    FloatBuffer cells = cells(unit, layout.cells() * (unit.length / count));
    Png.write(target, ImageGrid.ofFloats(cells, layout), text);
  }

  /** From [0, 1] to the grid's [-1, 1]; cells without a picture stay white. */
  private static FloatBuffer cells(float[] unit, int values) {
    FloatBuffer cells = FloatBuffer.allocate(values);
    for (float value : unit) {
      cells.put(2 * value - 1);
    }
    while (cells.hasRemaining()) {
      cells.put(1);
    }
    return cells.flip();
  }

  /** [count, height, width, channels], each row of the grid of the class whose turn it is. */
  private float[] rowsOfClasses(
      Generator generator, ChosenClasses classes, int count, int columns) {
    int each = generator.imageHeight() * generator.imageWidth() * generator.channels();
    float[] all = new float[count * each];
    for (int done = 0; done < count; done += columns) {
      float[] row =
          generator.generateArray(
              seed + done, Math.min(columns, count - done), classes.inTurn(done / columns));
      System.arraycopy(row, 0, all, done * each, row.length);
    }
    return all;
  }

  /** How many, where not given: all classes, but not too few rows for a grid, nor too many. */
  private int count(ChosenClasses classes) {
    if (given != null) {
      return given;
    }
    if (classes.isEmpty()) {
      return COUNT;
    }
    int chosen = classes.labels().size();
    int turns = (MIN_ROWS + chosen - 1) / chosen;
    return COLUMNS * Math.min(MAX_ROWS, turns * chosen);
  }

  private void writeSingles(Generator generator, ChosenClasses classes) {
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw IoFailure.writing(target, e);
    }
    int count = count(classes);
    for (int i = 0; i < count; i++) {
      writeSingle(generator, classes, seed + i);
    }
  }

  private void writeSingle(Generator generator, ChosenClasses classes, long own) {
    String name = String.format(Locale.ROOT, "seed-%06d", own);
    String number = Long.toString(own);
    if (classes.isEmpty()) {
      BufferedImage image = generator.generate(own);
      Png.write(target.resolve(name + ".png"), image, Map.of(SEED, number));
      return;
    }
    int label = classes.inTurn(own);
    BufferedImage image = generator.generate(own, 1, label).get(0);
    Png.write(
        target.resolve("%s-%s.png".formatted(name, classes.fileName(label))),
        image,
        Map.of(SEED, number, "gantry:label", classes.names().get(label)));
  }
}
