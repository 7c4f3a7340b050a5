package dev.gantry.data;

/** Says in one line what a decoder failed with. */
final class Undecodable {
  private Undecodable() {}

  static UnreadableImageException of(ImageFormat format, Throwable cause) {
    return new UnreadableImageException(
        "the %s is damaged or truncated (%s)".formatted(format, Unreadable.oneLine(cause)), cause);
  }
}
