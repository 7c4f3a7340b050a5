package dev.gantry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Proves that a test closed what it opened in TensorFlow: tensors, results and sessions by
 * JavaCPP's count of the pointers that own memory, and graphs, which JavaCPP does not count, by
 * TensorFlow's own list of them. {@code @ExtendWith(LeakCheck.class)} belongs on every test class
 * that touches TensorFlow.
 *
 * <p>Checks around each test method together with the fields of its class, its {@code @BeforeEach}
 * and {@code @AfterEach}. The counts are of the whole process, so such tests do not run in
 * parallel.
 */
public final class LeakCheck
    implements BeforeAllCallback, TestInstancePreConstructCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);
  private static final String BEFORE = "before";

  @Override
  public void beforeAll(ExtensionContext context) {
    warmUp();
  }

  /** What classes allocate once, when they load, is no leak of the first test. */
  private static void warmUp() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class);
      try (TFloat32 one = TFloat32.scalarOf(1);
          Result result =
              session.runner().feed(x, one).fetch(tf.math.add(x, tf.constant(1f))).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(2);
      }
    }
  }

  /** Before the fields of the test are made, so that what they open is checked too. */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    context.getStore(NAMESPACE).put(BEFORE, Native.count());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Native.count())
        .as("open native resources after the test; more than before it means one was not closed")
        .isEqualTo(context.getStore(NAMESPACE).get(BEFORE, Native.class));
  }

  /**
   * What is open in this process.
   *
   * @param pointers that own memory: tensors, results, sessions
   * @param graphs not yet closed
   */
  record Native(long pointers, int graphs) {
    static Native count() {
      return new Native(Pointer.totalCount(), openGraphs());
    }

    /** The only list of open graphs is a private one. */
    private static int openGraphs() {
      try {
        Field graphs = Graph.class.getDeclaredField("ALL_GRAPHS");
        graphs.setAccessible(true);
        return ((Map<?, ?>) graphs.get(null)).size();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("TensorFlow keeps its list of graphs elsewhere now", e);
      }
    }
  }
}
