package dev.gantry.export;

/** What a model may do when it is loaded: a SavedModel is a program. */
public enum Trust {
  /** Calculate, as networks do. Operations that reach files or other machines are refused. */
  CALCULATION,

  /** All that TensorFlow can do, for models whose makers you trust as you trust your own code. */
  EVERYTHING
}
