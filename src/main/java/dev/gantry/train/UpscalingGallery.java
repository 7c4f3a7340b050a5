package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageResizer;
import dev.gantry.data.ImageSet;
import dev.gantry.metrics.Fidelity;
import dev.gantry.report.ImageGrid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Held-out images, made smaller and enlarged again: by repeating pixels, by bicubic interpolation,
 * and by the generator, above the real ones, one column an image.
 */
final class UpscalingGallery implements Gallery {
  /** Repeated pixels, bicubic, made, real. */
  private static final int WAYS = 4;

  private final int scale;
  private final ImageDimensions high;
  private final ImageDimensions low;
  private final ImageGrid.Layout layout;

  /** In [0, 1], as all pictures here but those of the generator and the grid. */
  private final List<float[]> reals = new ArrayList<>();

  private final List<float[]> lows = new ArrayList<>();
  private final List<float[]> bicubics = new ArrayList<>();
  private final Fidelity bicubic;

  /** Takes the held-out images of the set. */
  UpscalingGallery(RunConfig config, ImageSet images) {
    scale = config.generator().enlarges().orElseThrow();
    high = new ImageDimensions(images.height(), images.width(), images.channels());
    low = new ImageDimensions(images.height() / scale, images.width() / scale, images.channels());
    for (int i = images.count() - HeldOut.count(config, images); i < images.count(); i++) {
      float[] real = unit(images, i);
      float[] small = shrunk(real);
      reals.add(real);
      lows.add(small);
      bicubics.add(ImageResizer.resize(small, low, high, Resize.BICUBIC));
    }
    bicubic = fidelity(bicubics);
    int groups = Math.max(1, config.report().gridRows() / WAYS);
    layout =
        new ImageGrid.Layout(
            groups * WAYS,
            config.report().gridColumns(),
            images.height(),
            images.width(),
            images.channels());
  }

  private static float[] unit(ImageSet images, int index) {
    ByteBuffer bytes = ByteBuffer.allocate(images.imageBytes());
    images.copy(index, bytes);
    float[] values = new float[images.imageBytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes.get(i) & 0xff) / 255f;
    }
    return values;
  }

  /** As in training, and rounded to 256 levels: a file would hold no more. */
  private float[] shrunk(float[] real) {
    float[] small = ImageResizer.resize(real, high, low, Resize.AREA);
    for (int i = 0; i < small.length; i++) {
      small[i] = Math.round(small[i] * 255) / 255f;
    }
    return small;
  }

  private Fidelity fidelity(List<float[]> pictures) {
    return Fidelity.mean(
        IntStream.range(0, pictures.size())
            .mapToObj(i -> Fidelity.of(pictures.get(i), reals.get(i), high, scale))
            .toList());
  }

  @Override
  public Shown make(TrainingSession session) {
    List<float[]> made = made(session);
    TrainingListener.Comparison comparison =
        new TrainingListener.Comparison(made.size(), fidelity(made), bicubic);
    return new Shown(layout, cells(made), Optional.of(comparison));
  }

  private List<float[]> made(TrainingSession session) {
    float[] inputs = new float[lows.size() * low.bytes()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = 2 * lows.get(i / low.bytes())[i % low.bytes()] - 1;
    }
    float[] images = session.sample(inputs, new int[0]);
    List<float[]> made = new ArrayList<>();
    for (int i = 0; i < lows.size(); i++) {
      float[] one = new float[high.bytes()];
      for (int k = 0; k < one.length; k++) {
        one[k] = (images[i * one.length + k] + 1) / 2;
      }
      made.add(one);
    }
    return made;
  }

  private float[] cells(List<float[]> made) {
    float[] cells = new float[layout.cells() * high.bytes()];
    for (int cell = 0; cell < layout.cells(); cell++) {
      int row = cell / layout.columns();
      int image = (row / WAYS * layout.columns() + cell % layout.columns()) % reals.size();
      float[] picture =
          switch (row % WAYS) {
            case 0 -> repeated(lows.get(image));
            case 1 -> bicubics.get(image);
            case 2 -> made.get(image);
            default -> reals.get(image);
          };
      for (int i = 0; i < picture.length; i++) {
        cells[cell * picture.length + i] = 2 * picture[i] - 1;
      }
    }
    return cells;
  }

  /** Each pixel as a block of equal ones. */
  private float[] repeated(float[] small) {
    // The area filter covers one pixel only where the new pixels are smaller.
    return ImageResizer.resize(small, low, high, Resize.AREA);
  }
}
