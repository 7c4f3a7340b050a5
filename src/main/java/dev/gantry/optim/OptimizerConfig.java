package dev.gantry.optim;

/** How one network's variables follow their gradients. */
public sealed interface OptimizerConfig permits Adam, RmsProp {
  /** Step size at the start, before the schedule. */
  double learningRate();

  /** How the learning rate changes over the run. */
  Schedule schedule();

  /** Largest global norm of this network's gradients; 0 does not clip. */
  double clipNorm();
}
