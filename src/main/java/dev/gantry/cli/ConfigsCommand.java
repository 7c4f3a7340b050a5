package dev.gantry.cli;

import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Lists the recipes that Gantry brings along. */
@Command(
    name = "configs",
    description = {
      "Lists the configurations that come with Gantry, with a line each.",
      "Train one by its name: gantry train mnist-cgan"
    })
final class ConfigsCommand extends GantrySubcommand {
  private static final String SUFFIX = ".yaml";

  /**
   * A configuration of the folder.
   *
   * @param name of the file, without its ending
   * @param summary its first sentence
   */
  private record Entry(String name, String summary) {}

  @Override
  public Integer call() {
    Path folder = workspace().configs();
    List<Entry> entries = entries(folder);
    if (entries.isEmpty()) {
      throw new UserException(
          "there are no configurations in %s; run gantry by its launcher, or in its source folder"
              .formatted(folder));
    }
    int width = entries.stream().mapToInt(entry -> entry.name().length()).max().orElseThrow();
    entries.forEach(
        entry -> out().println(("%-" + width + "s  %s").formatted(entry.name(), entry.summary())));
    out().flush();
    return ExitCode.OK;
  }

  private static List<Entry> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(ConfigsCommand::entry)
          .toList();
    } catch (IOException e) {
      throw new UserException("%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static Entry entry(Path file) {
    String name = String.valueOf(file.getFileName());
    return new Entry(name.substring(0, name.length() - SUFFIX.length()), summary(file));
  }

  /** The comment at the top, up to the end of its first sentence. */
  private static String summary(Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      String comment =
          lines
              .takeWhile(line -> line.startsWith("# "))
              .map(line -> line.substring(2))
              .collect(Collectors.joining(" "));
      return comment.replaceFirst("(?<=[a-z0-9)])[.:] .*", "");
    } catch (IOException e) {
      throw new UserException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
