package dev.gantry.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;

/**
 * Where JavaCPP unpacks native libraries to.
 *
 * @param path of the folder; empty where there can be none
 * @param freeBytes of its disk
 */
public record CacheFolder(String path, long freeBytes) {
  static CacheFolder current() {
    try {
      Path folder = Path.of(String.valueOf(Loader.getCacheDir()));
      return new CacheFolder(folder.toString(), Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return new CacheFolder("", 0);
    }
  }
}
