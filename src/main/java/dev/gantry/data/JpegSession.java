package dev.gantry.data;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A TensorFlow session that decodes one JPEG a run, on the CPU, on the thread that asks. Many
 * threads may ask at once.
 */
final class JpegSession implements AutoCloseable {
  /**
   * Threads of its own, which {@link #ON_CALLER} then leaves idle: a process's first session sets
   * the number of those that sessions share, and this must not be the one. It still sets the number
   * of intra-op threads, of which TensorFlow has one pool a process unless {@code
   * TF_OVERRIDE_GLOBAL_THREADPOOL} is set.
   */
  private static final ConfigProto CPU_ONLY =
      ConfigProto.newBuilder()
          .putDeviceCount("GPU", 0)
          .setUsePerSessionThreads(true)
          .setInterOpParallelismThreads(1)
          .build();

  private static final RunOptions ON_CALLER =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final Graph graph = new Graph();
  private final Placeholder<TString> file;
  private final Operand<TUint8> image; // [height, width, 1 or 3]
  private final Session session;

  JpegSession() {
    Ops tf = Ops.create(graph);
    file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    image =
        tf.image.decodeJpeg(
            file, DecodeJpeg.fancyUpscaling(true), DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
    session = new Session(graph, CPU_ONLY);
  }

  /** Decodes a file whose header was checked. */
  Picture decode(byte[] jpeg, ImageHeader header) {
    try (TString fed = TString.tensorOfBytes(NdArrays.scalarOfObject(jpeg));
        Result result = session.runner().setOptions(ON_CALLER).feed(file, fed).fetch(image).run()) {
      RawTensor decoded = result.get(0).asRawTensor();
      byte[] pixels = new byte[Math.toIntExact(decoded.numBytes())];
      decoded.data().read(pixels);
      return new Picture(header.height(), header.width(), header.components(), pixels);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
