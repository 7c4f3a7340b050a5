package dev.gantry.data;

import org.jspecify.annotations.Nullable;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/**
 * Decodes progressive JPEGs, grey or colour, by TensorFlow's {@code DecodeJpeg}. TensorFlow starts
 * with the first of them, since most sources have none. Its libjpeg writes a line to the process's
 * standard error at each damaged file; nothing in Java can stop that.
 */
final class TensorFlowJpegDecoder implements ImageDecoder {
  private @Nullable JpegSession session;
  private boolean closed;

  /** Whether this decoder reads such a file, and does it much faster than another. */
  static boolean suits(ImageHeader header) {
    return header.format() == ImageFormat.JPEG
        && header.progressive()
        && (header.components() == 1 || header.components() == 3);
  }

  @Override
  public Picture decode(byte[] file) throws UnreadableImageException {
    ImageHeader header = ImageHeader.of(file);
    if (!suits(header)) {
      throw new UnreadableImageException("it is no progressive JPEG, grey or colour");
    }
    EndMarker.require(ImageFormat.JPEG, file);
    JpegSession open = session();
    try {
      return open.decode(file, header);
    } catch (TFInvalidArgumentException e) {
      // Its message is one for all damage, and speaks of a crop window that nobody asked for.
      throw new UnreadableImageException("the JPEG is damaged", e);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw Undecodable.of(ImageFormat.JPEG, e);
    }
  }

  private synchronized JpegSession session() {
    if (closed) {
      throw new IllegalStateException("the decoder is closed");
    }
    if (session == null) {
      session = new JpegSession();
    }
    return session;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
