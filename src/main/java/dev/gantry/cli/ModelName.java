package dev.gantry.cli;

import dev.gantry.error.UserException;

/** The name of a model, which becomes the name of a folder. */
final class ModelName {
  private ModelName() {}

  static String check(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new UserException(
          "--name is \"%s\"; give 1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit"
              .formatted(name));
    }
    return name;
  }
}
