/**
 * Extractors: networks that turn images into the features that metrics compare. {@link
 * dev.gantry.features.InceptionExtractor} is the one whose numbers are called FID, KID and IS;
 * {@link dev.gantry.features.ClassifierExtractor} is of any classifier that Gantry trained. How an
 * image comes to the size that a network takes changes every metric, so that {@link
 * dev.gantry.features.ExtractorInfo} names it.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.features;
