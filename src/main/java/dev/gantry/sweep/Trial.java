package dev.gantry.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One configuration that is tried, and how it fared.
 *
 * @param number from 0; names its run's folder
 * @param values in YAML by the parameters' names
 * @param status what becomes of it
 * @param metrics the goal's metric at the end of each rung that it has behind it
 * @param kimg thousands of images that it has seen
 * @param seconds time that it spent in training
 * @param reason why it failed; else empty
 * @param worker the machine that runs it, or ran it last; empty before
 */
public record Trial(
    int number,
    Map<String, String> values,
    Status status,
    List<Double> metrics,
    double kimg,
    double seconds,
    String reason,
    String worker) {
  /** Copies map and list. */
  public Trial {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    metrics = List.copyOf(metrics);
  }

  /** What becomes of a trial. */
  public enum Status {
    /** Nobody works on it: for the first time, or again. */
    WAITING,
    RUNNING,
    /** It has its rung behind it, and is promoted or not. */
    FINISHED,
    /** It never goes on. */
    FAILED;

    /** As a person reads it, and as the file has it. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far a run came. */
  record Course(double kimg, double seconds) {}

  static Trial waiting(int number, Map<String, String> values) {
    return new Trial(number, values, Status.WAITING, List.of(), 0, 0, "", "");
  }

  Trial running(String by) {
    return new Trial(number, values, Status.RUNNING, metrics, kimg, seconds, "", by);
  }

  Trial waitingAgain() {
    return new Trial(number, values, Status.WAITING, metrics, kimg, seconds, "", worker);
  }

  Trial finished(double metric, Course course) {
    List<Double> more = new ArrayList<>(metrics);
    more.add(metric);
    return new Trial(
        number, values, Status.FINISHED, more, course.kimg(), course.seconds(), "", worker);
  }

  Trial failed(String why, Course course) {
    return new Trial(
        number, values, Status.FAILED, metrics, course.kimg(), course.seconds(), why, worker);
  }

  /** The metric at the end of the last rung; empty before the first. */
  @JsonIgnore
  public OptionalDouble metric() {
    return metrics.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(metrics.get(metrics.size() - 1));
  }
}
