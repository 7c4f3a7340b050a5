package dev.gantry.serve;

/** A request that is refused; the message is one line for the client. */
final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  private final int status;
  private final String line;

  HttpFailure(int status, String message) {
    // Made for control flow, often by the thousand; its stack says nothing.
    super(message, null, false, false);
    this.status = status;
    this.line = shortened(message);
  }

  static HttpFailure badRequest(String message) {
    return new HttpFailure(400, message);
  }

  static HttpFailure notFound(String message) {
    return new HttpFailure(404, message);
  }

  static HttpFailure unavailable(String message) {
    return new HttpFailure(503, message);
  }

  /** The code of HTTP. */
  int status() {
    return status;
  }

  /** The reason in one short line, although what a client sent may be in it. */
  String line() {
    return line;
  }

  private static String shortened(String message) {
    String whole = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "…";
  }
}
