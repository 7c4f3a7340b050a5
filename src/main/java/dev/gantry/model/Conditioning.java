package dev.gantry.model;

import dev.gantry.error.Check;

/**
 * Whether and how the classes of the images enter the two networks.
 *
 * @param classes how many there are; labels go from 0 to one less
 * @param generator how the generator learns which class to make
 * @param discriminator how the discriminator learns which class it judges
 */
public record Conditioning(
    int classes, GeneratorLabels generator, DiscriminatorLabels discriminator) {
  /** Checks that both networks know of the classes, or neither. */
  public Conditioning {
    Check.range("classes", classes, 2, 10_000);
    boolean told = !(generator instanceof NoGeneratorLabels);
    boolean judged = !(discriminator instanceof NoDiscriminatorLabels);
    Check.that(
        told || !judged,
        "generator is none, but the discriminator knows the classes; use concat or norm, or none"
            + " for both");
    Check.that(
        judged || !told,
        "discriminator is none, but the generator is told classes that nobody checks; use channel,"
            + " projection or class-head, or none for both");
  }

  /** No labels; ten classes where somebody asks for labels. */
  public static Conditioning defaults() {
    return new Conditioning(10, NoGeneratorLabels.defaults(), NoDiscriminatorLabels.defaults());
  }

  /** Whether labels are used. */
  public boolean usesLabels() {
    return !(generator instanceof NoGeneratorLabels);
  }
}
