package dev.gantry.model;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a discriminator says of a batch.
 *
 * @param scores how real each image looks, any number; the logit of "this is real" for logistic
 *     losses; [batch]
 * @param features what the scores are made from, [batch, features]
 * @param classLogits of each class, where it has a class head; [batch, classes]
 */
public record Judgement(
    Operand<TFloat32> scores,
    Operand<TFloat32> features,
    Optional<Operand<TFloat32>> classLogits) {}
