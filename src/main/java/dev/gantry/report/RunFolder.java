package dev.gantry.report;

import dev.gantry.error.Check;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one run, such as {@code runs/00003-mnist-dcgan}, and where in it each file stands.
 * Only paths: nothing but {@link #create} makes anything. Immutable, so thread-safe.
 */
public final class RunFolder {
  private static final Pattern NUMBERED = Pattern.compile("\\.?(\\d{5,9})(-.*)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern PICTURE = Pattern.compile("fakes-(\\d{6,12})(?:\\.(\\d{3}))?\\.png");
  private static final int MAX_ATTEMPTS = 1000;

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * A grid of generated images.
   *
   * @param file the PNG
   * @param kimg thousands of images shown when it was drawn, as its name has them
   */
  public record Picture(Path file, double kimg) {}

  /**
   * Makes the folder with the next free number. Numbers are unique under one parent even where
   * several processes start runs at once.
   *
   * @param parent made where it is not there
   * @param name 1 to 64 letters, digits, dots, dashes or underscores
   * @throws UserException if the parent cannot be made or written to
   */
  public static RunFolder create(Path parent, String name) {
    Check.that(NAME.matcher(name).matches(), "a run cannot be named \"%s\"".formatted(name));
    try {
      Files.createDirectories(parent);
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        Optional<RunFolder> created = tryCreate(parent, name, highestNumber(parent) + 1);
        if (created.isPresent()) {
          return created.get();
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw new UserException(
          "%s is not a folder; give a folder to keep runs in".formatted(parent), e);
    } catch (IOException e) {
      throw IoFailure.writing(parent, e);
    }
    throw new RunException(
        "%s has no free run number after %d attempts; give another folder"
            .formatted(parent, MAX_ATTEMPTS));
  }

  /**
   * Reserves the number by a file that only one process can create, looks whether the number is
   * still free (another process may have finished since it was chosen), then makes the folder.
   */
  private static Optional<RunFolder> tryCreate(Path parent, String name, int number)
      throws IOException {
    String digits = String.format(Locale.ROOT, "%05d", number);
    Path reservation = parent.resolve("." + digits);
    try {
      Files.createFile(reservation);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    try {
      if (isTaken(parent, number)) {
        return Optional.empty();
      }
      return Optional.of(new RunFolder(Files.createDirectory(parent.resolve(digits + "-" + name))));
    } finally {
      Files.delete(reservation);
    }
  }

  private static boolean isTaken(Path parent, int number) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(entry -> !fileName(entry).startsWith("."))
          .anyMatch(entry -> number(entry) == number);
    }
  }

  private static int highestNumber(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.mapToInt(RunFolder::number).max().orElse(-1);
    }
  }

  /** The number in a folder's or a reservation's name; -1 where there is none. */
  private static int number(Path entry) {
    Matcher matcher = NUMBERED.matcher(fileName(entry));
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  private static String fileName(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /**
   * Makes a folder of exactly that path.
   *
   * @param folder not there, or empty; its parents are made where they are not there
   * @throws UserException if something is in it already, or it cannot be made
   */
  public static RunFolder createAt(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new UserException(
              "%s is not empty; give another folder, or go on with gantry resume %s"
                  .formatted(folder, folder));
        }
      }
      return new RunFolder(folder);
    } catch (FileAlreadyExistsException e) {
      throw new UserException("%s is not a folder; give another path".formatted(folder), e);
    } catch (IOException e) {
      throw IoFailure.writing(folder, e);
    }
  }

  /**
   * The folder of exactly that path, where a run may have been begun: one that ended before it
   * wrote its configuration leaves no more than a lock and a log.
   *
   * @throws UserException if something else is in it, or it cannot be made
   */
  public static RunFolder createOrOpen(Path folder) {
    RunFolder run = new RunFolder(folder);
    boolean begun =
        Files.isRegularFile(run.config())
            || Files.isRegularFile(run.lock())
            || Files.isRegularFile(run.log());
    return begun ? run : createAt(folder);
  }

  /**
   * Opens the folder of a run that was started before.
   *
   * @throws UserException if it is not there or has no {@code config.yaml}
   */
  public static RunFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          "%s is not a folder; give the folder of a run, such as runs/00000-name"
              .formatted(folder));
    }
    RunFolder run = new RunFolder(folder);
    if (!Files.isRegularFile(run.config())) {
      throw new UserException(
          "%s is not the folder of a run: it has no config.yaml; give a folder that gantry train made, such as runs/00000-name"
              .formatted(folder));
    }
    return run;
  }

  /**
   * The run with the highest number.
   *
   * @throws UserException if there is none
   */
  public static RunFolder latest(Path parent) {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(entry -> number(entry) >= 0)
          .map(RunFolder::new)
          .filter(run -> Files.isRegularFile(run.config()))
          .max(Comparator.comparingInt(run -> number(run.path)))
          .orElseThrow(
              () ->
                  new UserException(
                      "%s has no run in it; start one with gantry train".formatted(parent)));
    } catch (IOException e) {
      throw IoFailure.reading(parent, e);
    }
  }

  /** The folder itself. */
  public Path path() {
    return path;
  }

  /** The folder's last name, such as {@code 00003-mnist-dcgan}. */
  public String name() {
    return fileName(path.toAbsolutePath().normalize());
  }

  /** {@code config.yaml}: everything needed to run it again. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** {@code provenance.json}, a {@link Provenance}. */
  public Path provenance() {
    return path.resolve("provenance.json");
  }

  /**
   * {@code provenance-1.json} and so on, a {@link Provenance} of each time that the run went on.
   *
   * @param resume from 1
   */
  public Path provenance(int resume) {
    return path.resolve("provenance-" + resume + ".json");
  }

  /** {@code .lock}, held by the process that works on the run. */
  Path lock() {
    return path.resolve(".lock");
  }

  /** {@code state.json}, a {@link RunState}. */
  public Path state() {
    return path.resolve("state.json");
  }

  /** {@code log.txt}. */
  public Path log() {
    return path.resolve("log.txt");
  }

  /** {@code stats.jsonl}, a {@link StatsLog}. */
  public Path stats() {
    return path.resolve("stats.jsonl");
  }

  /** {@code reals.png}: a grid of training images. */
  public Path reals() {
    return path.resolve("reals.png");
  }

  /** {@code fakes-init.png}: the fixed latents before the first step. */
  public Path fakesInit() {
    return path.resolve("fakes-init.png");
  }

  /**
   * Where the grid of the fixed latents stands that is drawn after so many images: {@code
   * fakes-000400.png} after 400,000 to 400,999, {@code fakes-000400.512.png} where pictures are
   * more often than one a kimg. The name depends on nothing else, so a resumed run replaces its own
   * pictures. Unless more often than one a kimg, two pictures within one kimg (the last of a run
   * may come right after another) have the same name, and the later one stays.
   *
   * @param images images shown
   * @param everyKimg the run's interval between pictures, in thousands of images
   */
  public Path fakes(long images, double everyKimg) {
    String kimg = String.format(Locale.ROOT, "%06d", images / 1000);
    String rest = everyKimg < 1 ? String.format(Locale.ROOT, ".%03d", images % 1000) : "";
    return path.resolve("fakes-" + kimg + rest + ".png");
  }

  /**
   * The grids of generated images that are there, in the order of training, {@code fakes-init.png}
   * first with kimg 0.
   */
  public List<Picture> pictures() {
    List<Picture> pictures = new ArrayList<>();
    if (Files.isRegularFile(fakesInit())) {
      pictures.add(new Picture(fakesInit(), 0));
    }
    try (Stream<Path> files = Files.list(path)) {
      files
          .flatMap(file -> picture(file).stream())
          .sorted(Comparator.comparingDouble(Picture::kimg))
          .forEach(pictures::add);
    } catch (IOException e) {
      throw IoFailure.reading(path, e);
    }
    return List.copyOf(pictures);
  }

  private static Optional<Picture> picture(Path file) {
    Matcher matcher = PICTURE.matcher(fileName(file));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String rest = matcher.group(2) == null ? "0" : matcher.group(2);
    return Optional.of(
        new Picture(file, Long.parseLong(matcher.group(1)) + Integer.parseInt(rest) / 1000.0));
  }

  /** {@code progress.gif}, a {@link Film}. */
  public Path film() {
    return path.resolve("progress.gif");
  }

  /** {@code checkpoints/}. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** {@code report.html}, an {@link HtmlReport}. */
  public Path page() {
    return path.resolve("report.html");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
