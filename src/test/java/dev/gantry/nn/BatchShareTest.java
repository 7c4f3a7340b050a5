package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

@ExtendWith(LeakCheck.class)
class BatchShareTest {
  /** The second of three replicas, with two rows of each batch of six. */
  private static final BatchShare SECOND = new BatchShare(1, 3, 2);

  @Test
  void ofSeveralBatchesItTakesItsRowsOfEach() {
    assertThat(SECOND.own(new int[] {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}))
        .containsExactly(2, 3, 12, 13);
  }

  @Test
  void itsDrawsAreItsRowsOfThoseOfOneProcess() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Ops tf = scratch.tf();
      float[] whole =
          scratch.values(new Draws(tf, 7, tf.constant(3L)).normal("z", Shape.of(12, 5)));
      float[] own =
          scratch.values(new Draws(tf, 7, tf.constant(3L), SECOND).normal("z", Shape.of(4, 5)));

      for (int row = 0; row < 4; row++) {
        int from = new int[] {2, 3, 8, 9}[row];
        for (int i = 0; i < 5; i++) {
          assertThat(own[5 * row + i]).isEqualTo(whole[5 * from + i]);
        }
      }
    }
  }

  @Test
  void aDrawThatIsNotOfWholeBatchesIsRefused() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Draws draws = new Draws(scratch.tf(), 7, scratch.tf().constant(3L), SECOND);

      assertThatThrownBy(() -> draws.uniform("z", Shape.of(3, 5)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("whole batches of 2 rows");
    }
  }
}
