package dev.gantry.data;

/** Hears how far a long piece of work is. Called by one thread at a time, not always the same. */
@FunctionalInterface
public interface LoadProgress {
  /** Ignores it. */
  LoadProgress NONE = (done, total) -> {};

  /**
   * Hears how far it is.
   *
   * @param done images, or bytes of a download, so far
   * @param total of how many; 0 where it is not known
   */
  void update(long done, long total);
}
