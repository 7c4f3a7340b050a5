/**
 * An exported model behind HTTP, and the page at its root that explores the model's latents.
 *
 * <p>{@link dev.gantry.serve.ModelServer} is started with {@link dev.gantry.serve.ServerOptions}
 * and speaks TensorFlow Serving's REST API.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.serve;
