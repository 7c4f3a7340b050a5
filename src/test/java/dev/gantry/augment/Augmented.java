package dev.gantry.augment;

import dev.gantry.nn.Draws;
import dev.gantry.testing.ScratchGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A batch after a change, with what was drawn for it.
 *
 * @param before the batch as it was
 * @param after the batch as it is
 * @param draws by name
 */
record Augmented(Images before, Images after, Map<String, List<Float>> draws) {
  /** A change of images by draws. */
  interface Change extends BiFunction<Draws, Operand<TFloat32>, Operand<TFloat32>> {}

  static Augmented by(Change change, Images images) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Draws draws = new Draws(scratch.tf(), 3, scratch.tf().constant(11L));
      List<Operand<TFloat32>> fetched = new ArrayList<>();
      fetched.add(change.apply(draws, scratch.constant(images.shape(), images.values())));
      fetched.addAll(draws.made().values());
      List<float[]> values = scratch.values(fetched);
      Map<String, List<Float>> drawn = new LinkedHashMap<>();
      int next = 1;
      for (String name : draws.made().keySet()) {
        drawn.put(name, boxed(values.get(next++)));
      }
      Images after = new Images(fetched.get(0).shape(), values.get(0));
      return new Augmented(images, after, drawn);
    }
  }

  private static List<Float> boxed(float[] values) {
    List<Float> boxed = new ArrayList<>();
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  /** One of the numbers that were drawn. */
  float draw(String name, int index) {
    return Objects.requireNonNull(draws.get(name), name).get(index);
  }

  /** A batch of images in plain Java. */
  static final class Images {
    private final Shape shape;
    private final float[] values;

    /**
     * A batch.
     *
     * @param shape [batch, size, size, channels]
     */
    Images(Shape shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }

    Shape shape() {
      return shape;
    }

    float[] values() {
      return values;
    }

    int batch() {
      return (int) shape.get(0);
    }

    int size() {
      return (int) shape.get(1);
    }

    int channels() {
      return (int) shape.get(3);
    }

    /** A value, or 0 outside of the image. */
    float at(int image, int row, int column, int channel) {
      boolean inside = row >= 0 && row < size() && column >= 0 && column < size();
      return inside ? values[((image * size() + row) * size() + column) * channels() + channel] : 0;
    }

    /** A batch of the same shape, made value by value. */
    Images map(Source source) {
      float[] made = new float[values.length];
      int next = 0;
      for (int image = 0; image < batch(); image++) {
        for (int row = 0; row < size(); row++) {
          for (int column = 0; column < size(); column++) {
            for (int channel = 0; channel < channels(); channel++) {
              made[next++] = source.value(image, row, column, channel);
            }
          }
        }
      }
      return new Images(shape, made);
    }

    /** What a value is made of. */
    interface Source {
      float value(int image, int row, int column, int channel);
    }
  }
}
