package dev.gantry.serve;

import dev.gantry.error.UserException;
import dev.gantry.serve.VersionStatus.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of a model that are served, and those that are not. Thread-safe: requests ask while
 * {@link #refresh} looks for new versions.
 */
final class ModelVersions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelVersions.class);

  /** Statuses of versions that are gone are kept no longer than this many others. */
  private static final int MOST_STATUSES = 100;

  private final ModelFolder folder;
  private final VersionOptions options;
  private final NavigableMap<Long, VersionStatus> statuses =
      Collections.synchronizedNavigableMap(new TreeMap<>());
  private final Map<Long, List<String>> broken = new HashMap<>();
  private final List<LoadedModel> retired = new ArrayList<>();

  private volatile NavigableMap<Long, LoadedModel> served = Collections.emptyNavigableMap();

  private ModelVersions(ModelFolder folder, VersionOptions options) {
    this.folder = folder;
    this.options = options;
  }

  /**
   * Loads what is there.
   *
   * @throws UserException if no version can be served, or a label is of none
   */
  static ModelVersions open(ModelFolder folder, VersionOptions options) {
    ModelVersions versions = new ModelVersions(folder, options);
    try {
      versions.refresh();
      versions.requireServed();
      return versions;
    } catch (RuntimeException e) {
      versions.close();
      throw e;
    }
  }

  private void requireServed() {
    if (served.isEmpty()) {
      throw new UserException(
          statuses.isEmpty()
              ? "%s is not an exported model: it has neither saved_model.pb nor a version's folder such as 1; give savedmodels/NAME or savedmodels/NAME/VERSION"
                  .formatted(folder.path())
              : statuses.lastEntry().getValue().message());
    }
    options
        .labels()
        .forEach(
            (label, version) -> {
              if (!served.containsKey(version)) {
                throw new UserException(
                    "label %s is of version %d, served is %s; give another version, or --all-versions"
                        .formatted(label, version, served.keySet()));
              }
            });
  }

  /** What clients call the model. */
  String name() {
    return folder.name();
  }

  /** The numbers of the versions that can be called. */
  List<Long> served() {
    return List.copyOf(served.keySet());
  }

  /** By number, the highest first. */
  NavigableMap<Long, VersionStatus> statuses() {
    synchronized (statuses) {
      return new TreeMap<>(statuses).descendingMap();
    }
  }

  /**
   * The number that a label stands for.
   *
   * @throws HttpFailure if there is no such label
   */
  long labelled(String label) {
    Long version = options.labels().get(label);
    if (version == null) {
      throw HttpFailure.badRequest("Unrecognized servable version label: " + label);
    }
    return version;
  }

  /**
   * A version with a lease, which the caller gives back.
   *
   * @param version empty for the highest
   * @throws HttpFailure if it is not served
   */
  LoadedModel acquire(OptionalLong version) {
    while (true) {
      LoadedModel model = find(version);
      // A version that was retired in between has left the map, or is about to.
      if (model.acquire()) {
        return model;
      }
      Thread.onSpinWait();
    }
  }

  private LoadedModel find(OptionalLong version) {
    NavigableMap<Long, LoadedModel> now = served;
    LoadedModel model =
        version.isPresent()
            ? now.get(version.getAsLong())
            : now.isEmpty() ? null : now.lastEntry().getValue();
    if (model == null) {
      String wanted =
          version.isPresent()
              ? "Specific(%s, %d)".formatted(name(), version.getAsLong())
              : "Latest(%s)".formatted(name());
      throw HttpFailure.notFound("Servable not found for request: " + wanted);
    }
    return model;
  }

  /** Looks for versions that have come or gone, and serves those that the policy wants. */
  synchronized void refresh() {
    forgetClosed();
    NavigableMap<Long, VersionFolder> found;
    try {
      found = folder.versions();
    } catch (UserException e) {
      LOG.warn("{}; versions {} are served on", e.getMessage(), served.keySet());
      return;
    }
    if (found.isEmpty()) {
      // A folder that is being replaced, or a disk that is away: what is loaded still works.
      return;
    }
    broken.keySet().retainAll(found.keySet());
    NavigableMap<Long, LoadedModel> next = new TreeMap<>();
    for (VersionFolder version : found.descendingMap().values()) {
      loaded(version).ifPresent(model -> next.put(model.version(), model));
      if (!options.all() && !next.isEmpty()) {
        break;
      }
    }
    if (!next.isEmpty()) {
      replace(next);
    }
  }

  private Optional<LoadedModel> loaded(VersionFolder version) {
    LoadedModel model = served.get(version.number());
    if (model != null) {
      return Optional.of(model);
    }
    List<String> fingerprint = version.fingerprint();
    if (fingerprint.equals(broken.get(version.number()))) {
      return Optional.empty();
    }
    return load(version, fingerprint);
  }

  private Optional<LoadedModel> load(VersionFolder version, List<String> fingerprint) {
    setStatus(version.number(), VersionStatus.ok(State.LOADING));
    try {
      LoadedModel model = loadedAndWarm(version);
      broken.remove(version.number());
      LOG.info("version {} of {} is loaded", version.number(), name());
      return Optional.of(model);
    } catch (RuntimeException e) {
      String line = LoadedModel.firstLine(e);
      broken.put(version.number(), fingerprint);
      setStatus(version.number(), VersionStatus.broken(line));
      LOG.warn("version {} of {} is not served: {}", version.number(), name(), line);
      return Optional.empty();
    }
  }

  private LoadedModel loadedAndWarm(VersionFolder version) {
    LoadedModel model = LoadedModel.load(version, options.trust());
    try {
      WarmUp.run(model, version.path());
      return model;
    } catch (RuntimeException e) {
      model.retire();
      throw e;
    }
  }

  private void replace(NavigableMap<Long, LoadedModel> next) {
    NavigableMap<Long, LoadedModel> before = served;
    served = Collections.unmodifiableNavigableMap(next);
    next.keySet().forEach(number -> setStatus(number, VersionStatus.ok(State.AVAILABLE)));
    before.forEach(
        (number, model) -> {
          if (next.get(number) != model) {
            retire(model);
          }
        });
  }

  private void retire(LoadedModel model) {
    setStatus(model.version(), VersionStatus.ok(State.UNLOADING));
    retired.add(model);
    model.retire();
    forgetClosed();
  }

  private void forgetClosed() {
    retired.removeIf(
        model -> {
          if (model.isClosed() && !served.containsKey(model.version())) {
            setStatus(model.version(), VersionStatus.ok(State.END));
          }
          return model.isClosed();
        });
  }

  private void setStatus(long number, VersionStatus status) {
    synchronized (statuses) {
      statuses.put(number, status);
      while (statuses.size() > MOST_STATUSES + served.size()) {
        statuses.remove(
            statuses.keySet().stream()
                .filter(each -> !served.containsKey(each))
                .findFirst()
                .orElseThrow());
      }
    }
  }

  /** Frees every version, after the calls in flight. */
  @Override
  public synchronized void close() {
    NavigableMap<Long, LoadedModel> last = served;
    served = Collections.emptyNavigableMap();
    last.values().forEach(this::retire);
    for (LoadedModel model : retired) {
      try {
        model.awaitClosed();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
