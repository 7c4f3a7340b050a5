package dev.gantry.nn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Derives the seed of a named stream of random numbers from a run's seed, so that every draw is a
 * pure function of (run seed, stream name, step) and a checkpoint needs no generator's state.
 */
public final class Seeds {
  private Seeds() {}

  /**
   * The seed of one stream.
   *
   * @param runSeed the run's seed
   * @param stream the stream's name, such as a variable's name
   * @return the first 63 bits of SHA-256 over both: equal for equal arguments, unrelated otherwise
   */
  public static long derive(long runSeed, String stream) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, runSeed));
      digest.update(stream.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest.digest()).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
