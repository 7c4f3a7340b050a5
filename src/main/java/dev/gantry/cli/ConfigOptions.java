package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration, and what is changed of it. */
final class ConfigOptions {
  @Parameters(
      paramLabel = "CONFIG",
      description = {
        "The run's configuration: a file such as configs/quickstart.yaml, or the name of one that",
        "comes with Gantry, such as quickstart (see gantry configs)."
      })
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Set a key of the configuration, such as training.batch=64; may be given again.")
  private List<String> settings = new ArrayList<>();

  /** These options again, for another process. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of(file.toString()));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }

  RunConfig read(Workspace workspace) {
    return RunConfigReader.read(workspace.config(file), settings);
  }

  /** With these keys set as well, over all others. */
  RunConfig read(Workspace workspace, String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return RunConfigReader.read(workspace.config(file), all);
  }
}
