package dev.gantry.explore;

import dev.gantry.model.Conditioning;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.DiscriminatorNetwork;
import dev.gantry.model.ImageShape;
import dev.gantry.model.NetworkSummary;
import dev.gantry.testing.Noise;
import dev.gantry.testing.Options;
import java.util.LinkedHashMap;
import java.util.Map;

/** Discriminators whose weights are noise. */
final class Discriminators {
  private Discriminators() {}

  static RunDiscriminator dcgan(int width, ImageShape image) {
    return of(Options.with(DcganDiscriminator.defaults(), "width", width), image, 1);
  }

  static RunDiscriminator of(DiscriminatorArchitecture architecture, ImageShape image, long seed) {
    DiscriminatorNetwork network = new DiscriminatorNetwork(architecture, Conditioning.defaults());
    Map<String, float[]> variables = new LinkedHashMap<>();
    for (NetworkSummary.Variable variable : NetworkSummary.of(network, image).variables()) {
      float[] values = Noise.normal(seed++, (int) variable.size());
      for (int i = 0; i < values.length; i++) {
        values[i] = variable.trainable() ? 0.3f * values[i] : 1; // a variance must be positive
      }
      variables.put(variable.name(), values);
    }
    return new RunDiscriminator(network, image, variables);
  }
}
