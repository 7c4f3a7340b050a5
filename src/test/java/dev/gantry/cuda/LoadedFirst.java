package dev.gantry.cuda;

import dev.gantry.error.RunException;

/**
 * Loads CUDA's libraries from the class path, driver or not, then others. For a JVM of its own:
 * what is loaded stays so.
 */
final class LoadedFirst {
  private LoadedFirst() {}

  /**
   * Prints how many were loaded, or why not.
   *
   * @param libraries files to load then
   */
  public static void main(String[] libraries) {
    try {
      System.out.println(CudaLibraries.load(LoadedFirst.class.getClassLoader()).size() + " loaded");
    } catch (RunException e) {
      System.out.println(e.getMessage());
    }
    for (String library : libraries) {
      System.load(library);
      System.out.println("then " + library);
    }
  }
}
