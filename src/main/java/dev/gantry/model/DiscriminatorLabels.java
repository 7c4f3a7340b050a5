package dev.gantry.model;

/** How a discriminator learns which class an image is to be of. */
public sealed interface DiscriminatorLabels
    permits NoDiscriminatorLabels, LabelChannel, LabelProjection, ClassHead {}
