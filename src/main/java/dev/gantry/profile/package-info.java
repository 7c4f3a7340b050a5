/**
 * Where the time of a run goes, and what the machine could do in it: operations timed by TensorFlow
 * ({@link dev.gantry.profile.Timeline}), what they compute ({@link dev.gantry.profile.Work}), and
 * what one large convolution attains ({@link dev.gantry.profile.Attainable}).
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.profile;
