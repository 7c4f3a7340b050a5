package dev.gantry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class LeakCheckTest {
  @Test
  void openTensorIsCountedUntilItIsClosed() {
    LeakCheck.Native before = LeakCheck.Native.count();

    try (TFloat32 tensor = TFloat32.scalarOf(1)) {
      assertThat(LeakCheck.Native.count().pointers()).isGreaterThan(before.pointers());
      assertThat(tensor.getFloat()).isEqualTo(1);
    }

    assertThat(LeakCheck.Native.count()).isEqualTo(before);
  }

  @Test
  void openGraphAndSessionAreCountedUntilTheyAreClosed() {
    LeakCheck.Native before = LeakCheck.Native.count();

    try (Graph graph = new Graph()) {
      assertThat(LeakCheck.Native.count().graphs()).isGreaterThan(before.graphs());
      try (Session session = new Session(graph)) {
        assertThat(LeakCheck.Native.count().pointers()).isGreaterThan(before.pointers());
        session.initialize();
      }
    }

    assertThat(LeakCheck.Native.count()).isEqualTo(before);
  }
}
