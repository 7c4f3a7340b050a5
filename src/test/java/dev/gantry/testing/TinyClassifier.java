package dev.gantry.testing;

import dev.gantry.classify.Classifier;
import dev.gantry.classify.ClassifierInfo;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.model.NetworkSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A classifier of width 2 that was never trained: its weights are noise. */
public final class TinyClassifier {
  private static final int WIDTH = 2;

  private TinyClassifier() {}

  /** With three classes, for images of that size. */
  public static Classifier of(int size, int channels) {
    List<String> classes = List.of("a", "b", "c");
    Map<String, float[]> variables = new LinkedHashMap<>();
    NetworkSummary network =
        NetworkSummary.of(new ClassifierNetwork(WIDTH, channels, classes.size()), size);
    for (NetworkSummary.Variable variable : network.variables()) {
      float[] values = Noise.normal(variables.size(), (int) variable.size());
      for (int i = 0; i < values.length && variable.name().endsWith("variance"); i++) {
        values[i] = 1 + Math.abs(values[i]);
      }
      variables.put(variable.name(), values);
    }
    ClassifierInfo info =
        new ClassifierInfo(
            ClassifierInfo.FORMAT,
            WIDTH,
            size,
            channels,
            classes,
            0,
            ClassifierInfo.Judged.HELD_OUT,
            0,
            "none",
            "none");
    return new Classifier(info, variables);
  }
}
