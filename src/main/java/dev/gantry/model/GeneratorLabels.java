package dev.gantry.model;

/** How a generator learns which class to make. */
public sealed interface GeneratorLabels permits NoGeneratorLabels, ConcatLabels, NormLabels {}
