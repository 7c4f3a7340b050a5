package dev.gantry.features;

import dev.gantry.metrics.FeatureRows;

/**
 * What an extractor saw in some images.
 *
 * @param features of its last hidden layer, a row an image
 * @param probabilities of its classes, a row an image, each row adding up to 1
 */
public record Extraction(FeatureRows features, FeatureRows probabilities) {}
