package dev.gantry.loss;

/** What the two networks play for, as losses on the discriminator's logits. */
public sealed interface Objective permits NonSaturating, Minimax {}
