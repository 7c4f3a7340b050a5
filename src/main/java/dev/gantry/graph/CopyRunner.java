package dev.gantry.graph;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.RunOptions.TraceLevel;

/**
 * A run of a session of a copied graph, asked for by the operations of the one that it was copied
 * from: in both, all has the same name. Use it once; not thread-safe.
 */
public final class CopyRunner {
  private final Session.Runner runner;
  private boolean traced;

  /**
   * A run that does nothing yet.
   *
   * @param session of the copy
   */
  public CopyRunner(Session session) {
    runner = session.runner();
  }

  /** Feeds a tensor, which stays the caller's to close. */
  public CopyRunner feed(Operand<?> operand, Tensor value) {
    runner.feed(operand.op().name(), operand.asOutput().index(), value);
    return this;
  }

  /** Brings back the value of an operand, after those that were asked for before. */
  public CopyRunner fetch(Operand<?> operand) {
    runner.fetch(operand.op().name(), operand.asOutput().index());
    return this;
  }

  /** Sets what the run is told besides. */
  public CopyRunner options(RunOptions options) {
    runner.setOptions(options);
    return this;
  }

  /** Runs an operation. */
  public CopyRunner addTarget(Op operation) {
    runner.addTarget(operation.op().name());
    return this;
  }

  /** Times every operation of the run; what it brings back has the metadata. */
  public CopyRunner traced() {
    runner.setOptions(RunOptions.newBuilder().setTraceLevel(TraceLevel.FULL_TRACE).build());
    traced = true;
    return this;
  }

  /** Runs all that was asked for; the caller closes what it brings back. */
  public Result run() {
    return traced ? runner.runAndFetchMetadata() : runner.run();
  }
}
