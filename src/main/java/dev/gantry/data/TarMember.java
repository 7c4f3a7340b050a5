package dev.gantry.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads one file of a tar, plain or gzip. */
final class TarMember {
  private TarMember() {}

  /**
   * Opens a member, wherever it lies in the archive.
   *
   * @param name without folders
   * @throws FileNotFoundException if the archive has none of that name
   * @throws dev.gantry.error.UserException if the archive was made to do harm
   */
  @SuppressWarnings("resource") // The caller closes the outermost, which closes all.
  static InputStream open(Path archive, String name) throws IOException {
    var guard = new ArchiveGuard(archive, Files.size(archive));
    var tar = new TarArchiveInputStream(guard.counting(GzipStreams.open(archive)), "UTF-8");
    try {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String own = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && !entry.isSparse() && own.equals(name)) {
          return tar;
        }
      }
      throw new FileNotFoundException(archive.getFileName() + " has no " + name);
    } catch (IOException | RuntimeException e) {
      tar.close();
      throw e;
    }
  }
}
