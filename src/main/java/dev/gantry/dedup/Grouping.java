package dev.gantry.dedup;

import dev.gantry.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Groups the images of a set by the codes of a trained autoencoder. Not thread-safe. */
final class Grouping {
  private static final int ENCODED_AT_A_TIME = 256;

  /** Kept images that an image is compared with, pixel by pixel. */
  private static final int COMPARED = 16;

  /** An image is looked for as it is and shifted by up to so many pixels each way. */
  private static final int SHIFT = AlignedCorrelation.MAX_SHIFT;

  private final ImageSet images;
  private final AutoencoderSession session;
  private final double correlation;
  private final AlignedCorrelation comparison;
  private final KeptImages kept;
  private final Map<Integer, List<DuplicateGroup.Duplicate>> groups = new TreeMap<>();

  /**
   * @param correlation from which on two images are near-duplicates
   */
  Grouping(ImageSet images, AutoencoderSession session, double correlation) {
    this.images = images;
    this.session = session;
    this.correlation = correlation;
    this.comparison = new AlignedCorrelation(images);
    this.kept = new KeptImages(images.count());
  }

  /** Each image joins the kept image that it is most like, or is kept itself. */
  List<DuplicateGroup> groups(Deduplication.Progress progress) {
    float[] thresholds = thresholds();
    for (int first = 0; first < images.count(); first += ENCODED_AT_A_TIME) {
      int count = Math.min(ENCODED_AT_A_TIME, images.count() - first);
      List<float[]> codes = shiftedCodes(first, count);
      for (int i = 0; i < count; i++) {
        int start = i * Autoencoder.CODE;
        place(
            first + i,
            codes.stream().map(shifted -> HashCode.of(shifted, start, thresholds)).toList());
      }
      progress.compared(first + count, images.count());
    }
    return groups.entrySet().stream()
        .map(entry -> new DuplicateGroup(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * The mean of each value of the code, so that about half of the images lie above. Above 0 a unit
   * that became inactive for all images would say nothing of any.
   */
  private float[] thresholds() {
    Sample sample = Sample.of(images.count());
    double[] sums = new double[Autoencoder.CODE];
    sample.forEach(
        (first, count) -> {
          float[] codes = session.codes(first, count, 0, 0);
          for (int i = 0; i < codes.length; i++) {
            sums[i % sums.length] += codes[i];
          }
        });
    return sample.mean(sums);
  }

  /** First as they are, then shifted in every way. */
  private List<float[]> shiftedCodes(int first, int count) {
    List<float[]> codes = new ArrayList<>();
    codes.add(session.codes(first, count, 0, 0));
    for (int down = -SHIFT; down <= SHIFT; down++) {
      for (int right = -SHIFT; right <= SHIFT; right++) {
        if (down != 0 || right != 0) {
          codes.add(session.codes(first, count, down, right));
        }
      }
    }
    return codes;
  }

  private void place(int image, List<HashCode> hashes) {
    DuplicateGroup.@Nullable Duplicate found = null;
    int like = 0;
    AlignedCorrelation.Subject subject = comparison.subject(image);
    for (int candidate : nearest(hashes)) {
      double compared = subject.with(candidate);
      if (compared >= correlation && (found == null || compared > found.correlation())) {
        found = new DuplicateGroup.Duplicate(image, compared);
        like = candidate;
      }
    }
    if (found == null) {
      kept.add(image, hashes.get(0));
    } else {
      groups.computeIfAbsent(like, first -> new ArrayList<>()).add(found);
    }
  }

  /** The kept images whose hashes are nearest to any of these. */
  private List<Integer> nearest(List<HashCode> hashes) {
    Map<Integer, Integer> distances = new TreeMap<>();
    for (HashCode hash : hashes) {
      kept.candidates(hash, (image, distance) -> distances.merge(image, distance, Math::min));
    }
    return distances.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .limit(COMPARED)
        .map(Map.Entry::getKey)
        .toList();
  }
}
