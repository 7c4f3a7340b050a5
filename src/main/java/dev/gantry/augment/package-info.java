/** What is done to images before the discriminator sees them. No session, file or logger here. */
@org.jspecify.annotations.NullMarked
package dev.gantry.augment;
