/** Extractors: networks that turn images into the features that metrics compare. */
@org.jspecify.annotations.NullMarked
package dev.gantry.features;
