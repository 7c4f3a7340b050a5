package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The hidden layers that both plain networks are made of. */
final class MlpLayers {
  private MlpLayers() {}

  static void checkHidden(List<Integer> hidden) {
    Check.that(!hidden.isEmpty(), "hidden is empty; give the units of at least one layer");
    hidden.forEach(units -> Check.range("hidden", units, 1, 65_536));
  }

  /** From [batch, features] to [batch, last of hidden]. */
  static Operand<TFloat32> apply(
      Pass pass, Operand<TFloat32> x, List<Integer> hidden, Activation activation) {
    Operand<TFloat32> h = x;
    for (int i = 0; i < hidden.size(); i++) {
      Pass layer = pass.in("dense" + i);
      h = Dense.withBias(layer, h, hidden.get(i), new Initializer.GlorotUniform());
      h = activation.apply(layer, h);
    }
    return h;
  }
}
