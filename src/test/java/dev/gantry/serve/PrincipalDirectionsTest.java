package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.RunException;
import dev.gantry.model.Latents;
import dev.gantry.serve.PrincipalDirections.Direction;
import dev.gantry.testing.LeakCheck;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class PrincipalDirectionsTest {
  /**
   * Columns at right angles, of lengths 0.04, 0.03, 0.02 and 0: so the axes are the right singular
   * vectors, and those lengths the singular values.
   */
  private static final double[][] MAP = {
    {0.03 * 0.6, 0.04 * 0.8, 0, 0},
    {0.03 * 0.8, -0.04 * 0.6, 0, 0},
    {0, 0, 0.02, 0},
    {0, 0, 0, 0},
    {0, 0, 0, 0},
  };

  /** A rotation by half a radian in one plane and by one in another. */
  private static final double[][] ROTATION = {
    {Math.cos(0.5), -Math.sin(0.5), 0, 0},
    {Math.sin(0.5), Math.cos(0.5), 0, 0},
    {0, 0, Math.cos(1), -Math.sin(1)},
    {0, 0, Math.sin(1), Math.cos(1)},
  };

  private static Function<float[][], float[]> linear(double[][] map) {
    return latents -> {
      float[] pictures = new float[latents.length * map.length];
      for (int i = 0; i < pictures.length; i++) {
        pictures[i] = (float) (0.5 + dot(map[i % map.length], latents[i / map.length]));
      }
      return pictures;
    };
  }

  private static double dot(double[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  private static void assertVectors(List<Direction> found, double[]... expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double[] vector = new double[expected[i].length];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = found.get(i).vector()[j];
      }
      assertThat(vector).as("direction " + i).containsExactly(expected[i], within(1e-5));
    }
  }

  @Test
  void aLinearGeneratorGivesItsRightSingularVectorsTheStrongestFirst() {
    List<Direction> found = PrincipalDirections.of(4, linear(MAP), 1).directions();
    // Column 0 brightens (0.018 + 0.024 > 0), so do columns 1 (0.032 - 0.024) and 2.
    assertVectors(found, new double[] {0, 1, 0, 0}, new double[] {1, 0, 0, 0}, axis(2));
    assertThat(found).extracting(Direction::scale).containsOnly(1.0);
  }

  private static double[] axis(int index) {
    double[] axis = new double[4];
    axis[index] = 1;
    return axis;
  }

  @Test
  void theSharesOfALinearGeneratorAreThoseOfItsSquaredSingularValues() {
    List<Direction> found = PrincipalDirections.of(4, linear(MAP), 1).directions();
    double whole = 16 + 9 + 4;
    // The variance is that of the sample, 1000 of them: off by about 5 %.
    assertThat(found.get(0).share()).isCloseTo(16 / whole, within(0.05));
    assertThat(found.get(1).share()).isCloseTo(9 / whole, within(0.05));
    assertThat(found.get(2).share()).isCloseTo(4 / whole, within(0.05));
  }

  @Test
  void aGeneratorOfRotatedLatentsGivesTheDirectionsRotatedBack() {
    List<Direction> found =
        PrincipalDirections.of(4, linear(product(MAP, ROTATION)), 1).directions();
    // (M R) v = M (R v), so v = Rᵀ e: a row of R.
    assertVectors(found, ROTATION[1], ROTATION[0], ROTATION[2]);
  }

  @Test
  void aBendInThePictureAddsToTheVarianceAndToNoDirection() {
    Function<float[][], float[]> bent =
        latents -> {
          float[] pictures = linear(MAP).apply(latents);
          for (int i = 0; i < latents.length; i++) {
            float z = latents[i][3];
            pictures[i * MAP.length + 4] += 0.04f * z * z;
          }
          return pictures;
        };
    List<Direction> found = PrincipalDirections.of(4, bent, 1).directions();
    assertThat(Math.abs(found.get(0).vector()[1])).isGreaterThan(0.99f);
    // The variance of z² is 2.
    assertThat(found.get(0).share()).isCloseTo(16.0 / (29 + 2 * 16), within(0.05));
  }

  @Test
  void theOrderOfTheSamplesDoesNotMatter() {
    float[] latents = Latents.normal(3, 200, 4);
    float[] pictures = linear(MAP).apply(rows(latents));
    try (LatentRegression once = new LatentRegression(4, MAP.length);
        LatentRegression again = new LatentRegression(4, MAP.length)) {
      once.add(latents, pictures);
      for (int i = 199; i >= 0; i--) {
        again.add(
            Arrays.copyOfRange(latents, i * 4, i * 4 + 4),
            Arrays.copyOfRange(pictures, i * MAP.length, (i + 1) * MAP.length));
      }
      LatentRegression.Solution expected = once.solve();
      LatentRegression.Solution found = again.solve();
      assertThat(found.strengths()).containsExactly(expected.strengths(), within(1e-12));
      for (int i = 0; i < 3; i++) {
        assertThat(found.vectors()[i]).containsExactly(expected.vectors()[i], within(1e-9));
      }
      assertThat(found.variance()).isCloseTo(expected.variance(), within(1e-12));
    }
  }

  private static float[][] rows(float[] latents) {
    float[][] rows = new float[latents.length / 4][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(latents, i * 4, i * 4 + 4));
    return rows;
  }

  @Test
  void theStrengthsAreTheSquaredSingularValues() {
    float[] latents = Latents.normal(3, 200, 4);
    try (LatentRegression regression = new LatentRegression(4, MAP.length)) {
      regression.add(latents, linear(MAP).apply(rows(latents)));
      assertThat(regression.solve().strengths())
          .containsExactly(new double[] {16e-4, 9e-4, 4e-4, 0}, within(1e-8));
    }
  }

  @Test
  void picturesThatNeverChangeHaveNoDirections() {
    assertThat(PrincipalDirections.of(7, z -> grey(z.length * 12), 1).directions()).isEmpty();
  }

  private static float[] grey(int values) {
    float[] grey = new float[values];
    Arrays.fill(grey, 0.3f);
    return grey;
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    List<Direction> once = PrincipalDirections.of(4, linear(MAP), 5).directions();
    List<Direction> again = PrincipalDirections.of(4, linear(MAP), 5).directions();
    for (int i = 0; i < once.size(); i++) {
      assertThat(again.get(i).vector()).containsExactly(once.get(i).vector());
    }
  }

  @Test
  void atMostTwelveDirectionsAreKept() {
    double[][] diagonal = new double[20][20];
    for (int i = 0; i < 20; i++) {
      diagonal[i][i] = 0.1 / (i + 1);
    }
    List<Direction> found = PrincipalDirections.of(20, linear(diagonal), 1).directions();
    assertThat(found).hasSize(12);
    assertThat(found.get(11).vector()[11]).isCloseTo(1, within(1e-4f));
  }

  @Test
  void ofLargePicturesADrawStandsForAll() {
    // 300 latent values, of which two matter, and more values than are looked at.
    int size = 6_000;
    Function<float[][], float[]> stripes =
        latents -> {
          float[] pictures = new float[latents.length * size];
          for (int i = 0; i < pictures.length; i++) {
            float[] z = latents[i / size];
            pictures[i] = i % size % 3 == 0 ? 0.1f * z[7] : 0.1f * z[9];
          }
          return pictures;
        };
    List<Direction> found = PrincipalDirections.of(300, stripes, 1).directions();
    assertThat(found).hasSize(2);
    assertThat(found.get(0).vector()[9]).isCloseTo(1, within(1e-4f));
    assertThat(found.get(0).share()).isCloseTo(2.0 / 3, within(0.05));
    assertThat(found.get(1).vector()[7]).isCloseTo(1, within(1e-4f));
  }

  @Test
  void aLatentThatIsTooLongHasNoDirectionsAndMakesNoPictures() {
    Function<float[][], float[]> never =
        latents -> {
          throw new AssertionError("asked for pictures");
        };
    assertThat(PrincipalDirections.of(100_000, never, 1).directions()).isEmpty();
  }

  @Test
  void theCountOfSamplesGrowsWithTheLatentWithinBounds() {
    assertThat(PrincipalDirections.samples(2)).isEqualTo(1000);
    assertThat(PrincipalDirections.samples(200)).isEqualTo(1600);
    assertThat(PrincipalDirections.samples(2048)).isEqualTo(4000);
  }

  @Test
  void aPictureThatIsNotFiniteIsAFailedRun() {
    assertThatThrownBy(
            () ->
                PrincipalDirections.of(
                    2,
                    latents -> {
                      float[] pictures = grey(latents.length);
                      pictures[0] = Float.NaN;
                      return pictures;
                    },
                    1))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("not a finite number");
  }
}
