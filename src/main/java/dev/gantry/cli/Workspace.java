package dev.gantry.cli;

import dev.gantry.data.DataPaths;
import dev.gantry.doctor.XlaTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where things are looked for and kept, from the environment variables. */
record Workspace(Map<String, String> environment) {
  /** Folder of runs, in the working directory. */
  static final String RUNS = "runs";

  /** Folder of exported models, in the working directory. */
  static final String MODELS = "savedmodels";

  private static final String DATA = "GANTRY_DATA";
  private static final String CACHE = "GANTRY_CACHE";
  private static final String CONFIGS = "GANTRY_CONFIGS";
  private static final String PEERS = "GANTRY_PEERS";
  private static final String INCEPTION = "GANTRY_INCEPTION";

  /** Number of the process that started this one, and that it ends with. */
  static final String PARENT = "GANTRY_PARENT";

  static final String TERMINAL_COLUMNS = "GANTRY_TERMINAL_COLUMNS";

  DataPaths dataPaths(@Nullable Path given) {
    return new DataPaths(given, variable(DATA).map(Path::of).orElse(null), cache());
  }

  private Path cache() {
    return variable(CACHE)
        .map(Path::of)
        .or(() -> variable("XDG_CACHE_HOME").map(cache -> Path.of(cache, "gantry")))
        .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".cache", "gantry"));
  }

  /** Where the configurations are that come with Gantry; the launcher knows. */
  Path configs() {
    return Path.of(variable(CONFIGS).orElse("configs"));
  }

  /** Where the programs are that do the same work in PyTorch; the launcher knows. */
  Path peers() {
    return Path.of(variable(PEERS).orElse("scripts/peers"));
  }

  /** The file itself where it is there, else the configuration of that name. */
  Path config(Path file) {
    Path named = configs().resolve(file + ".yaml");
    return !Files.exists(file) && file.getNameCount() == 1 && Files.exists(named) ? named : file;
  }

  /** The Inception graph that metrics are made of, where one is given. */
  Optional<Path> inception() {
    return variable(INCEPTION).map(Path::of);
  }

  /** What XLA finds to compile for a GPU. */
  XlaTools xlaTools() {
    return XlaTools.find(variable("XLA_FLAGS").orElse(""), variable("PATH").orElse(""));
  }

  /** Width of the terminal that progress is drawn on; empty where it is not one. */
  Optional<Integer> terminalColumns() {
    // The launcher asks the terminal: from JDK 22 on, System.console() answers for pipes too.
    return variable(TERMINAL_COLUMNS)
        .filter(text -> text.matches("[1-9]\\d{0,3}"))
        .map(Integer::valueOf);
  }

  /** The variables for a child that writes to a file and ends with this process. */
  Map<String, String> ofChild() {
    Map<String, String> child = new LinkedHashMap<>(environment);
    child.remove(TERMINAL_COLUMNS);
    child.put(PARENT, Long.toString(ProcessHandle.current().pid()));
    return child;
  }

  String host() {
    return variable("HOSTNAME").orElse("localhost").replaceAll("[^A-Za-z0-9.-]", "-");
  }

  /** Does something when the process ends that this one was started by, where that is known. */
  void onParentsEnd(Runnable action) {
    variable(PARENT)
        .filter(text -> text.matches("\\d{1,18}"))
        .ifPresent(pid -> onEnd(ProcessHandle.of(Long.parseLong(pid)), action));
  }

  private static void onEnd(Optional<ProcessHandle> parent, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              parent.ifPresent(process -> process.onExit().join());
              action.run();
            },
            "gantry-parents-end");
    thread.setDaemon(true);
    thread.start();
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
