package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetTarget;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;

/**
 * Opens sessions of a {@link Server}.
 *
 * <p>In this package because TensorFlow Java 1.1.0 has no other way: it binds {@code TF_SetTarget},
 * but its own {@code Session} ignores the target that it takes, and the constructor for a session
 * of one's own is package-private (tensorflow/java issue #369).
 */
public final class TargetSession {
  private TargetSession() {}

  /**
   * Opens a session.
   *
   * @param graph stays the caller's to close
   * @param target the server's address, such as {@code grpc://localhost:2222}
   * @return a session that runs no initializers by itself; the caller closes it
   */
  @SuppressWarnings("try") // the scope frees what is made while it is open
  public static Session open(Graph graph, String target, ConfigProto config) {
    try (PointerScope scope = new PointerScope();
        Graph.Reference reference = graph.ref()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      TF_SetTarget(options, target);
      BytePointer bytes = new BytePointer(config.toByteArray());
      TF_SetConfig(options, bytes, bytes.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(reference.nativeHandle(), options, status);
      status.throwExceptionIfNotOK();
      session.retainReference();
      return new Session(graph, session);
    }
  }
}
