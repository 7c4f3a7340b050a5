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
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes pictures. */
@Command(
    name = "sample",
    description = {
      "Makes pictures with a trained generator.",
      "Picture i of seed S is the first picture of seed S + i; each file says its seed in the text"
          + " chunk gantry:seed."
    })
final class SampleCommand extends GantrySubcommand {
  private static final int MAX_GRID = 4096;
  private static final String SEED = "gantry:seed";

  @Parameters(
      paramLabel = "MODEL|RUN",
      description = "An exported model (savedmodels/NAME), or the folder of a run.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path source;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "64",
      description = "Number of pictures; ${DEFAULT-VALUE}.")
  private int count;

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
    if (count < 1) {
      throw new UserException("--count is %d; give at least 1".formatted(count));
    }
    boolean grid = target.toString().toLowerCase(Locale.ROOT).endsWith(".png");
    if (grid && count > MAX_GRID) {
      throw new UserException(
          "--count is %,d, a grid has at most %,d pictures; give a folder to --out"
              .formatted(count, MAX_GRID));
    }
    try (Generator generator = new ModelOrRun(source).open()) {
      if (grid) {
        writeGrid(generator);
      } else {
        writeSingles(generator);
      }
    }
    out().println(target);
    return ExitCode.OK;
  }

  private void writeGrid(Generator generator) {
    int columns = (int) Math.ceil(Math.sqrt(count));
    int rows = (count + columns - 1) / columns;
    ImageGrid.Layout layout =
        new ImageGrid.Layout(
            rows, columns, generator.imageHeight(), generator.imageWidth(), generator.channels());
    float[] unit = generator.generateArray(seed, count);
    // The grid's range is [-1, 1]; cells without a picture stay white.
    FloatBuffer cells = FloatBuffer.allocate(layout.cells() * (unit.length / count));
    for (float value : unit) {
      cells.put(2 * value - 1);
    }
    while (cells.hasRemaining()) {
      cells.put(1);
    }
    Png.write(
        target,
        ImageGrid.ofFloats(cells.flip(), layout),
        Map.of(SEED, Long.toString(seed), "gantry:count", Integer.toString(count)));
  }

  private void writeSingles(Generator generator) {
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw IoFailure.writing(target, e);
    }
    for (int i = 0; i < count; i++) {
      long own = seed + i;
      BufferedImage image = generator.generate(own);
      String name = String.format(Locale.ROOT, "seed-%06d.png", own);
      Png.write(target.resolve(name), image, Map.of(SEED, Long.toString(own)));
    }
  }
}
