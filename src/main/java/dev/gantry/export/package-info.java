/** From a trained generator to a SavedModel, and back: the model format. */
@org.jspecify.annotations.NullMarked
package dev.gantry.export;
