package dev.gantry.evaluate;

import dev.gantry.features.ExtractorInfo;

/**
 * What numbers are called: as the field does only where they come from the network that the field
 * uses.
 *
 * @param key in JSON and statistics
 * @param title in a table
 */
record Names(String key, String title) {
  static Names frechet(ExtractorInfo extractor) {
    return extractor.inception()
        ? new Names("fid", "FID")
        : new Names("fcd", "Fréchet classifier distance");
  }

  static Names kernel(ExtractorInfo extractor) {
    return extractor.inception()
        ? new Names("kid", "KID")
        : new Names("kcd", "kernel classifier distance");
  }

  static Names score(ExtractorInfo extractor) {
    return extractor.inception() ? new Names("is", "IS") : new Names("cs", "classifier score");
  }
}
