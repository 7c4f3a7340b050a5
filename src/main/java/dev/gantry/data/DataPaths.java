package dev.gantry.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where named sources are looked for, in this order, and where decoded images are kept. The command
 * line reads them from its options and the environment.
 *
 * @param given the folder of {@code --data}, or null
 * @param environment the folder of {@code GANTRY_DATA}, or null
 * @param cache what {@code gantry data fetch} fills and decoded images are kept in; made when
 *     needed
 */
public record DataPaths(@Nullable Path given, @Nullable Path environment, Path cache) {
  /** Only a cache. */
  public static DataPaths of(Path cache) {
    return new DataPaths(null, null, cache);
  }

  /** Where {@link DataFetcher} puts its files. */
  Path fetched() {
    return cache.resolve("fetched");
  }

  /** Where {@link ImageLoader} keeps what it decoded. */
  Path decoded() {
    return cache.resolve("decoded");
  }

  List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    if (given != null) {
      folders.add(given);
    }
    if (environment != null) {
      folders.add(environment);
    }
    folders.add(fetched());
    return folders;
  }

  /** The three places in words, for the message that a source is in none of them. */
  String describe() {
    return "--data (%s), GANTRY_DATA (%s), the cache (%s)"
        .formatted(
            given == null ? "not given" : given,
            environment == null ? "not set" : environment,
            fetched());
  }
}
