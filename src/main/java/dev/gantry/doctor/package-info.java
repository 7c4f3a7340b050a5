/**
 * What this machine has for training, and what is amiss: {@link dev.gantry.doctor.Examination}
 * looks, {@link dev.gantry.doctor.Diagnosis} judges, {@link dev.gantry.doctor.Report} is both.
 * Whatever could end the JVM is tried in another one ({@link dev.gantry.doctor.Probe}).
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.doctor;
