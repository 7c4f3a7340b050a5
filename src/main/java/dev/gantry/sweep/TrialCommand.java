package dev.gantry.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process is started that trains.
 *
 * @param gantry words that start the command line, such as those of the JVM
 * @param options that {@code train} and {@code resume} both take
 * @param environment variables in place of this process's own of those names
 */
public record TrialCommand(
    List<String> gantry, List<String> options, Map<String, String> environment) {
  /** Copies everything. */
  public TrialCommand {
    gantry = List.copyOf(gantry);
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
  }

  /** Words that begin a trial's run. */
  List<String> train(SweepFolder folder, SweepState state, SweepState.Task task) {
    Trial trial = task.trial();
    List<String> words = new ArrayList<>(gantry);
    words.addAll(List.of("train", folder.config().toString()));
    words.addAll(List.of("--run", folder.run(trial.number()).toString(), "--no-export"));
    settings(state, trial.values()).forEach(setting -> words.addAll(List.of("--set", setting)));
    // After the settings, of which training.threads=0 is one that leaves the number open.
    words.addAll(options);
    words.addAll(kimg(state, task));
    return words;
  }

  /** Words that go on with it. */
  List<String> resume(SweepFolder folder, SweepState state, SweepState.Task task) {
    List<String> words = new ArrayList<>(gantry);
    words.addAll(List.of("resume", folder.run(task.trial().number()).toString(), "--no-export"));
    words.addAll(options);
    words.addAll(kimg(state, task));
    return words;
  }

  /** What a trial has otherwise than the configuration. */
  static List<String> settings(SweepState state, Map<String, String> values) {
    return settings(state.settings(), values);
  }

  static List<String> settings(List<String> common, Map<String, String> values) {
    List<String> settings = new ArrayList<>(common);
    new LinkedHashMap<>(values)
        .forEach(
            (name, value) -> {
              for (String key : name.split("\\+", -1)) {
                settings.add(key + "=" + value);
              }
            });
    return settings;
  }

  private static List<String> kimg(SweepState state, SweepState.Task task) {
    double kimg = state.rungs().get(task.rung()).kimg();
    return kimg == 0 ? List.of() : List.of("--set", "training.kimg=" + plain(kimg));
  }

  private static String plain(double kimg) {
    return BigDecimal.valueOf(kimg).stripTrailingZeros().toPlainString();
  }
}
