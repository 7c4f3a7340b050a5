package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.nn.Initializer;
import dev.gantry.nn.Seeds;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.Families;
import dev.gantry.testing.Options;
import dev.gantry.testing.ScratchGraph;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Every architecture of a family with its defaults, but so narrow that a test takes milliseconds.
 */
final class TinyArchitectures {
  private static final int WIDTH = 4;

  /** Every size that data comes in, grey or RGB. */
  static final List<ImageShape> IMAGES =
      List.of(
          new ImageShape(8, 1),
          new ImageShape(16, 3),
          new ImageShape(28, 1),
          new ImageShape(32, 3),
          new ImageShape(64, 3));

  private TinyArchitectures() {}

  static <T> Stream<T> of(Class<T> family) {
    return Families.defaults(family).stream().map(architecture -> narrow(family, architecture));
  }

  /** Whether an architecture takes images of that size; if not, it must say what to do. */
  static boolean takes(IntConsumer checkSize, int size) {
    try {
      checkSize.accept(size);
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("data.size " + size).hasMessageContaining("; ");
      return false;
    }
  }

  /**
   * Starts every variable, then moves all that gradients move, as some steps of training would:
   * what starts at 0 may keep gradients from what comes before it.
   */
  static void start(ScratchGraph scratch, VariableStore store) {
    Ops tf = scratch.tf();
    List<Op> moves = new ArrayList<>();
    for (Variable variable : store.trainable()) {
      VariableSpec spec = variable.spec();
      long seed = Seeds.derive(12, spec.name());
      Operand<TFloat32> noise = new Initializer.Normal(0, 0.05).values(tf, spec.shape(), seed);
      moves.add(variable.assign(tf, tf.math.add(variable.read(tf), noise)));
    }
    scratch.run(store.initialize(tf));
    scratch.run(moves);
  }

  /** The same, with an option changed where the architecture has it. */
  static <T> T with(Class<T> family, T architecture, String option, Object value) {
    boolean has =
        Arrays.stream(architecture.getClass().getRecordComponents())
            .anyMatch(component -> component.getName().equals(option));
    return has ? family.cast(Options.with((Record) architecture, option, value)) : architecture;
  }

  private static <T> T narrow(Class<T> family, T architecture) {
    RecordComponent[] components = architecture.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] = narrow(components[i].getAccessor().invoke(architecture));
      }
      Constructor<?> constructor = architecture.getClass().getDeclaredConstructor(types);
      return family.cast(constructor.newInstance(values));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(architecture + " cannot be made narrow", e);
    }
  }

  private static Object narrow(Object option) {
    if (option instanceof Integer width) {
      return Math.min(width, WIDTH);
    }
    if (option instanceof List<?> widths) {
      return widths.stream().map(TinyArchitectures::narrow).toList();
    }
    return option;
  }
}
