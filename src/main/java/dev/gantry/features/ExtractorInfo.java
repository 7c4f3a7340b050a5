package dev.gantry.features;

/**
 * What a report says of the network that its numbers come from.
 *
 * @param name such as {@code inception-2015} or {@code classifier}
 * @param sha256 of its weights, in hexadecimal
 * @param resizer how images come to the size that it takes
 * @param features numbers in a row of features
 * @param classes how many it tells apart
 * @param inception whether it is the 2015 Inception graph: only its numbers are called FID, KID and
 *     IS
 */
public record ExtractorInfo(
    String name, String sha256, String resizer, int features, int classes, boolean inception) {}
