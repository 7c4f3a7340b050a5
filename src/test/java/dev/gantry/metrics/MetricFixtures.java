package dev.gantry.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.IntStream;

/** What {@code scripts/verify/metrics_fixtures.py} computed of the features beside it. */
final class MetricFixtures {
  private static final JsonNode JSON = read();

  private MetricFixtures() {}

  private static JsonNode read() {
    try (InputStream file = MetricFixtures.class.getResourceAsStream("fixtures.json")) {
      return JsonMapper.builder().build().readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FeatureRows rows(String name) {
    JsonNode rows = JSON.required(name);
    float[] values = new float[rows.size() * rows.get(0).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i / rows.get(0).size()).get(i % rows.get(0).size()).floatValue();
    }
    return new FeatureRows(rows.size(), rows.get(0).size(), values);
  }

  static FeatureRows first(int count, FeatureRows rows) {
    return rows.select(IntStream.range(0, count).toArray());
  }

  static double number(String name) {
    return JSON.required(name).doubleValue();
  }

  static double[] numbers(String name) {
    return IntStream.range(0, JSON.required(name).size())
        .mapToDouble(i -> JSON.required(name).get(i).doubleValue())
        .toArray();
  }

  static JsonNode json(String name) {
    return JSON.required(name);
  }
}
