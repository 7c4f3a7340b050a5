/** An exported model behind HTTP, and the page at its root that explores the model's latents. */
@org.jspecify.annotations.NullMarked
package dev.gantry.serve;
