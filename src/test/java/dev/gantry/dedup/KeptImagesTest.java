package dev.gantry.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeptImagesTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(11);

  private static HashCode flipped(HashCode hash, int bits) {
    long low = hash.low();
    long high = hash.high();
    for (int i = 0; i < bits; i++) {
      int bit = RANDOM.nextInt(128);
      low ^= bit < 64 ? 1L << bit : 0;
      high ^= bit < 64 ? 0 : 1L << bit;
    }
    return new HashCode(low, high);
  }

  @Test
  void theHashHasABitForEachValueAboveItsThreshold() {
    float[] codes = new float[2 * 128];
    float[] thresholds = new float[128];
    codes[128] = 1;
    codes[128 + 17] = 0.5f;
    codes[128 + 127] = 2;
    thresholds[17] = 0.5f;
    thresholds[127] = 1;

    HashCode hash = HashCode.of(codes, 128, thresholds);

    assertThat(hash).isEqualTo(new HashCode(1, Long.MIN_VALUE));
    assertThat(hash.band(0)).isEqualTo(1);
    assertThat(hash.band(7)).isEqualTo(1 << 15);
    assertThat(hash.distance(new HashCode(2, 0))).isEqualTo(3);
  }

  @Test
  void candidatesAreThoseThatBruteForceFinds() {
    HashCode[] hashes = new HashCode[300];
    KeptImages kept = new KeptImages(hashes.length);
    HashCode centre = new HashCode(RANDOM.nextLong(), RANDOM.nextLong());
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = flipped(centre, i % 40);
      kept.add(i, hashes[i]);
    }
    Map<Integer, Integer> expected = new TreeMap<>();
    for (int i = 0; i < hashes.length; i++) {
      if (sharesBand(centre, hashes[i]) && centre.distance(hashes[i]) <= KeptImages.MAX_DISTANCE) {
        expected.put(i, centre.distance(hashes[i]));
      }
    }

    Map<Integer, Integer> found = new TreeMap<>();
    kept.candidates(centre, found::put);

    assertThat(found).isEqualTo(expected).hasSizeBetween(100, 299);
  }

  private static boolean sharesBand(HashCode a, HashCode b) {
    for (int band = 0; band < HashCode.BANDS; band++) {
      if (a.band(band) == b.band(band)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void ofAHashThatAllHaveABoundedNumberIsLookedAt() {
    KeptImages kept = new KeptImages(5000);
    HashCode all = new HashCode(7, 7);
    for (int i = 0; i < 5000; i++) {
      kept.add(i, all);
    }
    int[] seen = {0};
    kept.candidates(all, (image, distance) -> seen[0]++);
    assertThat(seen[0]).isEqualTo(HashCode.BANDS * KeptImages.MAX_CANDIDATES);
  }

  @Test
  void oneImageHasARoom() {
    KeptImages kept = new KeptImages(1);
    kept.candidates(new HashCode(1, 2), (image, distance) -> assertThat(image).isNegative());
    kept.add(0, new HashCode(1, 2));
    Map<Integer, Integer> found = new TreeMap<>();
    kept.candidates(new HashCode(1, 2), found::put);
    assertThat(found).containsExactly(Map.entry(0, 0));
  }
}
