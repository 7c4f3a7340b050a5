/**
 * From a trained generator to a SavedModel, and back: the model format.
 *
 * <p>{@link dev.gantry.export.SavedModelExporter} writes a {@link
 * dev.gantry.export.GeneratorSnapshot} as {@code NAME/VERSION}; {@link
 * dev.gantry.export.ModelDirectory} finds and describes what was written. A version folder holds
 * {@code saved_model.pb} for TensorFlow Serving, Python and Java, {@code gantry.json} ({@link
 * dev.gantry.export.ModelInfo}), and the requests that warm a server up.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.export;
