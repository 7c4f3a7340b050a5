/**
 * Classifiers of images: trained on labelled ones, kept in a folder, and read again as frozen
 * networks whose features losses and metrics are made of.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.classify;
