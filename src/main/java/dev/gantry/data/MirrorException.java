package dev.gantry.data;

import java.io.IOException;

/** A mirror that answers, but not with the file: asking it again is no use. */
final class MirrorException extends IOException {
  private static final long serialVersionUID = 1L;

  MirrorException(String message) {
    super(message);
  }
}
