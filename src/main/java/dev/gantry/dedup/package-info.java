/**
 * Near-duplicates: images of a source that show the same but for a little light, a shift of a pixel
 * or two, or what a codec did. Start at {@link dev.gantry.dedup.Deduplication}.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.dedup;
