package dev.gantry.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that is known of a sweep, as {@code sweep.json} has it. Immutable, so thread-safe.
 *
 * @param format 1
 * @param name of the configuration
 * @param strategy its name
 * @param seed of the trials' choice
 * @param metric {@link Goal#text}
 * @param settings what all trials have otherwise than the configuration, each {@code
 *     key.path=value}
 * @param vary {@link Parameter#text} by the parameters' names
 * @param slots how the trials share a machine
 * @param rungs how long trials are run
 * @param trials by number
 */
public record SweepState(
    int format,
    String name,
    String strategy,
    long seed,
    String metric,
    List<String> settings,
    Map<String, String> vary,
    Slots slots,
    List<Rung> rungs,
    List<Trial> trials) {
  static final int FORMAT = 1;

  /** Copies maps and lists. */
  public SweepState {
    settings = List.copyOf(settings);
    vary = Collections.unmodifiableMap(new LinkedHashMap<>(vary));
    rungs = List.copyOf(rungs);
    trials = List.copyOf(trials);
  }

  /**
   * Something to do.
   *
   * @param trial whose turn it is
   * @param rung that it is to reach the end of, from 0
   */
  record Task(Trial trial, int rung) {}

  Goal goal() {
    return Goal.parse(SweepFolder.STATE, metric);
  }

  List<Parameter> parameters() {
    return vary.entrySet().stream()
        .map(each -> ParameterReader.parse(SweepFolder.STATE, each.getKey(), each.getValue()))
        .toList();
  }

  /** Whether it has the same trials, judged by the same metric, whatever became of them. */
  boolean isSame(SweepState other) {
    return fresh().equals(other.fresh());
  }

  /** As it was before any trial, for any machine. */
  private SweepState fresh() {
    return with(Slots.UNKNOWN)
        .withTrials(
            trials.stream().map(trial -> Trial.waiting(trial.number(), trial.values())).toList());
  }

  /** With trials that share a machine otherwise. */
  public SweepState with(Slots others) {
    return new SweepState(
        format, name, strategy, seed, metric, settings, vary, others, rungs, trials);
  }

  SweepState with(int number, UnaryOperator<Trial> change) {
    List<Trial> changed = new ArrayList<>(trials);
    changed.set(number, change.apply(trials.get(number)));
    return withTrials(changed);
  }

  private SweepState withTrials(List<Trial> others) {
    return new SweepState(
        format, name, strategy, seed, metric, settings, vary, slots, rungs, List.copyOf(others));
  }

  /** Trials that failed wait again. */
  SweepState retried() {
    return withTrials(
        trials.stream()
            .map(trial -> trial.status() == Trial.Status.FAILED ? trial.waitingAgain() : trial)
            .toList());
  }

  /** What is not done yet and can be, also what others do already; the lowest rung first. */
  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (int rung = 0; rung < rungs.size(); rung++) {
      for (Trial trial : entrants(rung)) {
        if (trial.metrics().size() == rung && trial.status() != Trial.Status.FAILED) {
          tasks.add(new Task(trial, rung));
        }
      }
    }
    return tasks;
  }

  /** Who is run on a rung: nobody until all below have ended theirs. */
  private List<Trial> entrants(int rung) {
    if (rung == 0) {
      return trials;
    }
    List<Trial> below = entrants(rung - 1);
    boolean open =
        below.stream()
            .anyMatch(
                trial -> trial.metrics().size() < rung && trial.status() != Trial.Status.FAILED);
    if (open) {
      return List.of();
    }
    return below.stream()
        .filter(trial -> trial.metrics().size() >= rung)
        .sorted(
            Comparator.comparing((Trial trial) -> trial.metrics().get(rung - 1), goal().bestFirst())
                .thenComparing(Trial::number))
        .limit(rungs.get(rung).trials())
        .toList();
  }

  /** Whether nothing is left to do. */
  @JsonIgnore
  public boolean isOver() {
    return tasks().isEmpty();
  }

  /**
   * The trials as the leaderboard has them: those first that reached the highest rung, of these the
   * best; failures last.
   */
  List<Trial> ranked() {
    return trials.stream()
        .sorted(
            Comparator.comparing((Trial trial) -> trial.status() == Trial.Status.FAILED)
                .thenComparing(trial -> -trial.metrics().size())
                .thenComparing(trial -> trial.metric().orElse(0), goal().bestFirst())
                .thenComparing(Trial::number))
        .toList();
  }

  /** The trial that is ahead; empty before the first result. */
  public Optional<Trial> best() {
    return ranked().stream()
        .filter(trial -> trial.status() != Trial.Status.FAILED && !trial.metrics().isEmpty())
        .findFirst();
  }

  /** A trial's values under names as short as can be, on one line. */
  public String shown(Trial trial) {
    List<String> names = List.copyOf(vary.keySet());
    List<String> labels = Labels.of(names);
    return IntStream.range(0, names.size())
        .mapToObj(i -> labels.get(i) + " " + trial.values().get(names.get(i)))
        .collect(Collectors.joining(", "));
  }

  /** How many trials are so. */
  public long count(Trial.Status status) {
    return trials.stream().filter(trial -> trial.status() == status).count();
  }
}
