/**
 * Looking inside: experiments on trained networks, each written as a folder of pictures, numbers
 * and one page.
 *
 * <p>{@link dev.gantry.explore.ExploreReport} is that folder. What is explored from the side of the
 * latents sees a generator as a {@link dev.gantry.explore.LatentDecoder}.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.explore;
