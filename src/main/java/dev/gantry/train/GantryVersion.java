package dev.gantry.train;

import org.jspecify.annotations.Nullable;

/** The version of this build, from the jar's manifest. */
final class GantryVersion {
  static final String VERSION =
      version(GantryVersion.class.getPackage().getImplementationVersion());

  private GantryVersion() {}

  private static String version(@Nullable String fromManifest) {
    return fromManifest == null ? "development" : fromManifest;
  }
}
