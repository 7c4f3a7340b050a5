package dev.gantry.data;

import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches published data sets and files into the cache. A file is written aside, checked against
 * its published digest, then renamed; what was interrupted goes on where it stopped; a mirror that
 * fails is followed by the next.
 */
public final class DataFetcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(DataFetcher.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 3;
  private static final String CIFAR_FOLDER = "cifar-10-batches-bin";

  private final Function<NamedSource, List<Download>> catalogue;
  private final Duration patience;

  /** Fetches from where the data sets are published. */
  public DataFetcher() {
    this(DownloadCatalogue::of, PATIENCE);
  }

  DataFetcher(Function<NamedSource, List<Download>> catalogue, Duration patience) {
    this.catalogue = catalogue;
    this.patience = patience;
  }

  /**
   * Fetches what is not there yet of a data set.
   *
   * @param name {@code mnist}, {@code fashion-mnist} or {@code cifar10}
   * @param progress hears of the bytes of the file being fetched
   * @return the folder that the files are in; a {@link DataPaths} with the same cache finds them
   * @throws UserException if there is nothing to fetch under that name
   * @throws RunException if no mirror gives a file that is right, or the disk is full
   */
  public Path fetch(String name, DataPaths paths, LoadProgress progress) {
    NamedSource source =
        NamedSource.of(name).filter(NamedSource::fetchable).orElseThrow(() -> notFetchable(name));
    Path folder = paths.fetched();
    if (source == NamedSource.CIFAR10 && isUnpacked(folder)) {
      return folder.resolve(CIFAR_FOLDER);
    }
    fetch(name, catalogue.apply(source), folder, progress);
    return source == NamedSource.CIFAR10 ? unpackCifar(folder) : folder.resolve(source.id());
  }

  /** Where a file is once it is fetched. */
  public static Path kept(PackedFile file, DataPaths paths) {
    return paths.fetched().resolve(file.folder()).resolve(file.name());
  }

  /**
   * Fetches a file out of its archive, unless it is there already.
   *
   * @param progress hears of the bytes of the archive
   * @return where it is, as {@link #kept} says
   * @throws RunException if no server gives an archive with the right file, or the disk is full
   */
  public Path fetch(PackedFile file, DataPaths paths, LoadProgress progress) {
    Path target = kept(file, paths);
    if (matches(new Checksum("SHA-256", file.sha256(), Checksum.Form.AS_DOWNLOADED), target)) {
      return target;
    }
    var archive =
        new Download(
            file.folder() + "/" + file.name() + ".tar",
            file.archives(),
            Checksum.sha256OfMember(file.name(), file.sha256()),
            file.maxBytes());
    fetch(file.name(), List.of(archive), paths.fetched(), progress);
    unpack(paths.fetched().resolve(archive.file()), target);
    return target;
  }

  private static void unpack(Path archive, Path target) {
    String name = String.valueOf(target.getFileName());
    Path aside = target.resolveSibling(name + ".part");
    try {
      try (InputStream in = TarMember.open(archive, name)) {
        Files.copy(in, aside, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.delete(archive);
    } catch (IOException e) {
      throw notUnpacked(archive, e);
    }
  }

  private static RunException notUnpacked(Path archive, IOException cause) {
    return new RunException(
        "%s cannot be unpacked (%s); make room on its disk and fetch again"
            .formatted(archive, Unreadable.oneLine(cause)),
        cause);
  }

  private void fetch(String name, List<Download> downloads, Path folder, LoadProgress progress) {
    try (var client = new MirrorClient(patience)) {
      for (Download download : downloads) {
        fetch(client, download, folder, progress);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException(
          "fetching %s was interrupted; fetch again to go on".formatted(name), e);
    }
  }

  private static UserException notFetchable(String name) {
    String names =
        Arrays.stream(NamedSource.values())
            .filter(NamedSource::fetchable)
            .map(NamedSource::id)
            .collect(Collectors.joining(", "));
    return new UserException("\"%s\" cannot be fetched; expected one of %s".formatted(name, names));
  }

  private static void fetch(
      MirrorClient client, Download download, Path folder, LoadProgress progress)
      throws InterruptedException {
    Path file = folder.resolve(download.file());
    Path part = folder.resolve(download.file() + ".part");
    List<String> failures = new ArrayList<>();
    try {
      if (Files.isRegularFile(file) && download.checksum().matches(file)) {
        return;
      }
      Files.createDirectories(part.toAbsolutePath().getParent());
      for (URI mirror : download.mirrors()) {
        String failure = fetch(client, download, mirror, part, progress);
        if (failure.isEmpty()) {
          Files.move(
              part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
          return;
        }
        LOGGER.warn("{} failed: {}", mirror, failure);
        failures.add(mirror.getHost() + ": " + failure);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new RunException(
          "%s cannot be kept (%s); make room on its disk and fetch again"
              .formatted(file, Unreadable.oneLine(e)),
          e);
    }
    throw new RunException(
        "%s could not be fetched (%s); check the network and fetch again to go on, or put the file there by hand"
            .formatted(file, String.join("; ", failures)));
  }

  /** Returns why the mirror failed, or nothing. */
  private static String fetch(
      MirrorClient client, Download download, URI mirror, Path part, LoadProgress progress)
      throws IOException, InterruptedException {
    String failure = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      boolean fresh = !Files.exists(part);
      try {
        client.download(mirror, part, download.maxBytes(), progress);
        if (matches(download.checksum(), part)) {
          return "";
        }
        Files.deleteIfExists(part);
        failure = "the file has another checksum than the published one";
        // Otherwise what was there may have been of another mirror.
        if (fresh) {
          return failure;
        }
      } catch (MirrorException e) {
        return Unreadable.oneLine(e);
      } catch (IOException e) {
        failure = Unreadable.oneLine(e);
      }
    }
    return failure;
  }

  private static boolean matches(Checksum checksum, Path file) {
    try {
      return checksum.matches(file);
    } catch (IOException | UserException | IllegalArgumentException e) {
      // Not there, or no archive: the latter two are of the tar's reader and its guard.
      return false;
    }
  }

  private static boolean isUnpacked(Path folder) {
    return CifarReader.files().stream()
        .allMatch(name -> Files.isRegularFile(folder.resolve(CIFAR_FOLDER).resolve(name)));
  }

  /** Takes the known files out of the archive, under their own names wherever they lie in it. */
  private static Path unpackCifar(Path folder) {
    Path archive = folder.resolve(DownloadCatalogue.CIFAR_ARCHIVE);
    Path target = folder.resolve(CIFAR_FOLDER);
    try (var tar = new TarArchiveInputStream(GzipStreams.open(archive), "UTF-8")) {
      Files.createDirectories(target);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && CifarReader.files().contains(name)) {
          Path aside = target.resolve(name + ".part");
          Files.copy(tar, aside, StandardCopyOption.REPLACE_EXISTING);
          Files.move(aside, target.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      Files.delete(archive);
    } catch (IOException e) {
      throw notUnpacked(archive, e);
    }
    return target;
  }
}
