package dev.gantry.evaluate;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.features.Extraction;
import dev.gantry.features.ExtractorInfo;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.FeatureMoments;
import dev.gantry.metrics.FeatureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an extractor saw in a set of images. Moments are of all of them; of rows, probabilities and
 * pictures the first so many are kept, so that memory is bounded however many images come.
 * Immutable once made, but for the moments, which nobody may add to.
 *
 * @param name how reports call the images
 * @param shape of an image
 * @param count of images
 * @param classes names of their classes, index = label; empty where they have none
 * @param extractor whose numbers these are
 * @param moments of the features of all images
 * @param classMoments the same of each class, index = label; empty where they are not asked for
 * @param features of the first {@value #MOST_ROWS} images
 * @param probabilities of the first {@value #MOST_PROBABILITIES} images
 * @param labels of the same images; empty where there are no classes
 * @param pictures the first {@value #MOST_PICTURES} images themselves, with their labels
 * @param imageSeconds in which the images were made or read
 * @param featureSeconds in which the extractor saw them
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
public record Observation(
    String name,
    ImageDimensions shape,
    int count,
    List<String> classes,
    ExtractorInfo extractor,
    FeatureMoments moments,
    List<FeatureMoments> classMoments,
    FeatureRows features,
    FeatureRows probabilities,
    int[] labels,
    ImageSet pictures,
    double imageSeconds,
    double featureSeconds) {
  /** Rows that metrics of pairs of images are made from. */
  public static final int MOST_ROWS = 10_000;

  /** Images that the score is of; as many as the papers take. */
  public static final int MOST_PROBABILITIES = 50_000;

  /** Images that pairs are drawn from. */
  public static final int MOST_PICTURES = 5_000;

  private static final int AT_A_TIME = 256;

  /** Hears how many images were seen. */
  @FunctionalInterface
  public interface Progress {
    /** So many of so many. */
    void seen(int done, int total);
  }

  /**
   * Looks at every image.
   *
   * @param perClass whether moments of each class are kept too, where there are classes
   * @throws dev.gantry.error.UserException if the extractor does not take such images
   */
  public static Observation of(
      Samples samples, FeatureExtractor extractor, boolean perClass, Progress progress) {
    extractor.check(samples.shape());
    Collector collector = new Collector(samples, extractor, perClass);
    for (int first = 0; first < samples.count(); first += AT_A_TIME) {
      int size = Math.min(AT_A_TIME, samples.count() - first);
      collector.see(first, size);
      progress.seen(first + size, samples.count());
    }
    return collector.observation();
  }

  private static final class Collector {
    private final Samples samples;
    private final FeatureExtractor extractor;
    private final FeatureMoments moments;
    private final List<FeatureMoments> classMoments = new ArrayList<>();
    private final Rows features;
    private final Rows probabilities;
    private final int[] labels;
    private final byte[] pictures;
    private int seen;
    private long imageNanos;
    private long featureNanos;

    Collector(Samples samples, FeatureExtractor extractor, boolean perClass) {
      this.samples = samples;
      this.extractor = extractor;
      int size = extractor.info().features();
      this.moments = new FeatureMoments(size);
      if (perClass) {
        samples.classes().forEach(name -> classMoments.add(new FeatureMoments(size)));
      }
      this.features = new Rows(size, MOST_ROWS);
      this.probabilities = new Rows(extractor.info().classes(), MOST_PROBABILITIES);
      this.labels = new int[samples.classes().isEmpty() ? 0 : kept(MOST_PROBABILITIES)];
      this.pictures = new byte[kept(MOST_PICTURES) * samples.shape().bytes()];
    }

    private int kept(int most) {
      return Math.min(most, samples.count());
    }

    void see(int first, int size) {
      long began = System.nanoTime();
      Samples.Batch batch = samples.batch(first, size);
      long made = System.nanoTime();
      add(batch, size, extractor.extract(batch.levels(), size, samples.shape()));
      imageNanos += made - began;
      featureNanos += System.nanoTime() - made;
    }

    private void add(Samples.Batch batch, int size, Extraction extraction) {
      moments.add(extraction.features());
      addPerClass(batch.labels(), extraction.features());
      features.add(extraction.features());
      probabilities.add(extraction.probabilities());
      if (seen < labels.length) {
        System.arraycopy(batch.labels(), 0, labels, seen, Math.min(size, labels.length - seen));
      }
      int at = seen * samples.shape().bytes();
      if (at < pictures.length) {
        int bytes = Math.min(batch.levels().length, pictures.length - at);
        System.arraycopy(batch.levels(), 0, pictures, at, bytes);
      }
      seen += size;
    }

    private void addPerClass(int[] ofBatch, FeatureRows rows) {
      for (int label = 0; label < classMoments.size(); label++) {
        int wanted = label;
        int[] own = IntStream.range(0, ofBatch.length).filter(i -> ofBatch[i] == wanted).toArray();
        if (own.length > 0) {
          classMoments.get(label).add(rows.select(own));
        }
      }
    }

    Observation observation() {
      int shown = pictures.length / samples.shape().bytes();
      int[] shownLabels = Arrays.copyOf(labels, Math.min(labels.length, shown));
      return new Observation(
          samples.name(),
          samples.shape(),
          seen,
          samples.classes(),
          extractor.info(),
          moments,
          List.copyOf(classMoments),
          features.rows(),
          probabilities.rows(),
          labels,
          ImageSet.of(
              samples.shape(),
              pictures,
              shownLabels,
              labels.length == 0 ? List.of() : samples.classes()),
          imageNanos / 1e9,
          featureNanos / 1e9);
    }
  }
}
