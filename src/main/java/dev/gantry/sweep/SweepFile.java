package dev.gantry.sweep;

import dev.gantry.config.NearestName;
import dev.gantry.config.RecordBinder;
import dev.gantry.config.Setting;
import dev.gantry.config.YamlNode;
import dev.gantry.config.YamlNode.Entry;
import dev.gantry.config.YamlNode.Mapping;
import dev.gantry.config.YamlNode.Scalar;
import dev.gantry.config.YamlParser;
import dev.gantry.error.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person writes of a sweep: a YAML file with the keys of {@link SweepSettings} and {@code
 * vary}, a mapping of keys of the configuration to lists or ranges; and what the command line says
 * in their place. Every mistake is a {@link UserException} of one line that begins with the place.
 * Immutable.
 *
 * @param keys all but {@code vary}
 * @param parameters what is varied
 */
public record SweepFile(Mapping keys, List<Parameter> parameters) {
  private static final String VARY = "vary";

  /** Keys that only a sweep file has, and no configuration. */
  private static final List<String> OWN = List.of(VARY, "config", "strategy", "trials");

  private static final List<String> KEYS =
      List.of(
          "config",
          "set",
          VARY,
          "strategy",
          "trials",
          "seed",
          "metric",
          "parallel",
          "eta",
          "min-kimg",
          "max-kimg");

  /** Copies the list. */
  public SweepFile {
    parameters = List.copyOf(parameters);
  }

  /** A sweep of which only the command line speaks. */
  public static SweepFile empty(String source) {
    return new SweepFile(new Mapping(source, Map.of()), List.of());
  }

  /**
   * Reads a sweep file.
   *
   * @param source how messages call the text
   * @return empty where the text is something else, such as a configuration
   */
  public static Optional<SweepFile> parse(String yaml, String source) {
    return YamlParser.parse(yaml, (line, column) -> source + ":" + line + ":" + column)
        .filter(Mapping.class::isInstance)
        .map(Mapping.class::cast)
        .filter(mapping -> OWN.stream().anyMatch(mapping.entries()::containsKey))
        .map(mapping -> read(new Mapping(source, mapping.entries())));
  }

  private static SweepFile read(Mapping written) {
    written.entries().forEach((key, entry) -> checkKey(key, entry));
    Map<String, Entry> others = new LinkedHashMap<>(written.entries());
    @Nullable Entry vary = others.remove(VARY);
    return new SweepFile(
        new Mapping(written.place(), others), vary == null ? List.of() : parameters(vary));
  }

  private static void checkKey(String key, Entry entry) {
    if (!KEYS.contains(key)) {
      throw new UserException(
          "%s: unknown key \"%s\" of a sweep%s (keys: %s)"
              .formatted(entry.place(), key, NearestName.hint(key, KEYS), String.join(", ", KEYS)));
    }
  }

  private static List<Parameter> parameters(Entry vary) {
    if (!(vary.value() instanceof Mapping mapping)) {
      throw new UserException(
          "%s: vary is %s; it must be a mapping of keys to lists or ranges, such as training.batch: [32, 64]"
              .formatted(vary.place(), vary.value().shown()));
    }
    List<Parameter> parameters = new ArrayList<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> parameters.add(ParameterReader.of(entry.place(), key, entry.value())));
    return parameters;
  }

  /**
   * The sweep with another value of a key.
   *
   * @param place with which every complaint about it begins
   * @param value in YAML
   */
  public SweepFile with(String place, String key, String value) {
    Setting setting = Setting.parse(place, key + "=" + value);
    return new SweepFile(keys.with(setting.path(), setting.value()), parameters);
  }

  /** The sweep with a text of a key. */
  public SweepFile withText(String place, String key, String text) {
    return new SweepFile(
        keys.with(List.of(key), new Scalar(place, Scalar.Kind.TEXT, text)), parameters);
  }

  /** The sweep with more settings, which replace its own of the same keys. */
  public SweepFile withSettings(List<String> more) {
    List<YamlNode> items = new ArrayList<>();
    settings().set().stream()
        .filter(each -> more.stream().noneMatch(later -> key(later).equals(key(each))))
        .forEach(each -> items.add(new Scalar("set", Scalar.Kind.TEXT, each)));
    more.forEach(each -> items.add(new Scalar("--set " + each, Scalar.Kind.TEXT, each)));
    return new SweepFile(
        keys.with(List.of("set"), new YamlNode.Sequence("--set", items)), parameters);
  }

  private static String key(String setting) {
    return setting.replaceFirst("=.*", "").strip();
  }

  /** The sweep with more parameters; one of the same name replaces that of the file. */
  public SweepFile withParameters(List<Parameter> more) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.removeIf(old -> more.stream().anyMatch(each -> each.name().equals(old.name())));
    all.addAll(more);
    return new SweepFile(keys, all);
  }

  /**
   * Everything but what is varied.
   *
   * @throws UserException for every mistake
   */
  public SweepSettings settings() {
    return (SweepSettings) RecordBinder.bind(SweepSettings.defaults(), keys);
  }

  /** Where the metric was named, or the file. */
  String metricPlace() {
    @Nullable Entry metric = keys.entries().get("metric");
    return metric == null ? keys.place() : metric.place();
  }

  /**
   * The sweep of a configuration.
   *
   * @param config its text
   * @param source how messages call it
   */
  public SweepPlan plan(String config, String source) {
    SweepSettings settings = settings();
    return new SweepPlan(
        config,
        source,
        settings.set(),
        parameters,
        settings.chosen(),
        settings.seed(),
        new SweepPlan.Wish(metricPlace(), settings.metric()));
  }
}
