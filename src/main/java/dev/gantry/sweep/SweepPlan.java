package dev.gantry.sweep;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.config.Setting;
import dev.gantry.error.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a sweep is to be.
 *
 * @param config text of the configuration that is varied
 * @param source how messages call it
 * @param settings what all trials have otherwise, each {@code key.path=value}
 * @param parameters what is varied
 * @param strategy which trials are run
 * @param seed of their choice
 * @param wish what is looked for
 */
public record SweepPlan(
    String config,
    String source,
    List<String> settings,
    List<Parameter> parameters,
    Strategy strategy,
    long seed,
    Wish wish) {
  private static final String KIMG = "training.kimg";

  /** Copies the lists. */
  public SweepPlan {
    settings = List.copyOf(settings);
    parameters = List.copyOf(parameters);
  }

  /**
   * The sweep before its first trial, with {@link Slots} that are not known yet.
   *
   * @throws UserException where there is nothing to vary, a key or a value is wrong in every trial
   *     that has it, or the metric would not be measured
   */
  public SweepState state() {
    checkNames();
    List<Map<String, String>> values = understood(() -> strategy.trials(parameters, seed));
    List<RunConfig> configs = checked(values);
    Goal goal = goal(configs);
    List<Rung> rungs =
        understood(() -> strategy.rungs(values.size(), configs.get(0).training().kimg()));
    if (rungs.get(0).kimg() > 0) {
      refuseVaryingKimg();
    }
    List<Trial> trials = new ArrayList<>();
    values.forEach(each -> trials.add(Trial.waiting(trials.size(), each)));
    Map<String, String> vary = new LinkedHashMap<>();
    parameters.forEach(parameter -> vary.put(parameter.name(), parameter.text()));
    return new SweepState(
        SweepState.FORMAT,
        configs.get(0).name(),
        strategy.name(),
        seed,
        goal.text(),
        settings,
        vary,
        Slots.UNKNOWN,
        rungs,
        trials);
  }

  /**
   * What a person looks for.
   *
   * @param place where it was said
   * @param metric {@code KEY}, {@code KEY:min} or {@code KEY:max}; empty: the first that is
   *     measured
   */
  public record Wish(String place, String metric) {}

  private Goal goal(List<RunConfig> configs) {
    Goal goal =
        wish.metric().isEmpty()
            ? Goal.measured(wish.place(), configs.get(0))
            : Goal.parse(wish.place(), wish.metric());
    configs.forEach(config -> goal.check(wish.place(), config));
    return goal;
  }

  private void checkNames() {
    if (parameters.isEmpty()) {
      throw new UserException(
          source + ": nothing is varied; add --vary key=v1,v2, or a sweep file with the key vary");
    }
    List<String> keys = new ArrayList<>();
    for (Parameter parameter : parameters) {
      for (String key : parameter.keys()) {
        if (keys.contains(key)) {
          throw new UserException(
              "%s: %s is varied twice; name it once".formatted(parameter.place(), key));
        }
        keys.add(key);
      }
    }
  }

  private void refuseVaryingKimg() {
    for (Parameter parameter : parameters) {
      if (parameter.keys().contains(KIMG)) {
        throw new UserException(
            "%s: %s cannot be varied with the strategy halving, which chooses it; take grid or random"
                .formatted(parameter.place(), KIMG));
      }
    }
  }

  private interface Understood<T> {
    T get();
  }

  private <T> T understood(Understood<T> choice) {
    try {
      return choice.get();
    } catch (IllegalArgumentException e) {
      throw new UserException(source + ": " + e.getMessage(), e);
    }
  }

  /**
   * The configurations that can be run. One that cannot, though each of its values can be in
   * another, is left to fail as a trial.
   */
  private List<RunConfig> checked(List<Map<String, String>> trials) {
    List<RunConfig> good = new ArrayList<>();
    List<Map<String, String>> goodValues = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    for (Map<String, String> values : trials) {
      try {
        good.add(read(values));
        goodValues.add(values);
      } catch (UserException e) {
        refused.add(new Refused(values, e));
      }
    }
    for (Refused each : refused) {
      if (good.isEmpty() || neverGood(each.values(), goodValues).isPresent()) {
        throw each.because();
      }
    }
    return good;
  }

  private record Refused(Map<String, String> values, UserException because) {}

  /** A listed value that no good trial has; a drawn one rarely is in a second trial. */
  private Optional<String> neverGood(
      Map<String, String> values, List<Map<String, String>> goodValues) {
    return parameters.stream()
        .filter(Choice.class::isInstance)
        .map(Parameter::name)
        .filter(
            name ->
                goodValues.stream()
                    .noneMatch(good -> Objects.equals(good.get(name), values.get(name))))
        .findFirst();
  }

  private RunConfig read(Map<String, String> values) {
    List<Setting> all = new ArrayList<>();
    settings.forEach(setting -> all.add(Setting.parse(setting)));
    for (Parameter parameter : parameters) {
      for (String key : parameter.keys()) {
        all.add(Setting.parse(parameter.place(), key + "=" + values.get(parameter.name())));
      }
    }
    return RunConfigReader.bind(config, source, all);
  }
}
