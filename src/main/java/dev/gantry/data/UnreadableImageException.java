package dev.gantry.data;

import java.io.IOException;

/** One image that cannot be decoded; the message says why, without naming the image. */
final class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableImageException(String message) {
    super(message);
  }

  UnreadableImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
