/** Optimizers, schedules, weight averaging. No session, file or logger here. */
@org.jspecify.annotations.NullMarked
package dev.gantry.optim;
