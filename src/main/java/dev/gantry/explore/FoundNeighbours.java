package dev.gantry.explore;

import dev.gantry.metrics.NearestNeighbours;

/**
 * The training images that are nearest to generated ones, by one kind of distance.
 *
 * @param generated the neighbours of each generated image, nearest first
 * @param nearness what their distances mean
 */
public record FoundNeighbours(NearestNeighbours generated, Nearness nearness) {}
