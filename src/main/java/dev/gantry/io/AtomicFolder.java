package dev.gantry.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a folder aside, syncs and renames it: a reader, and whoever comes after a crash, finds all
 * of it or nothing. One writer a target at a time.
 */
public final class AtomicFolder {
  private AtomicFolder() {}

  /** What is written. */
  public interface Content {
    /** Writes every file into this folder, which is empty. */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Makes the target; what fails on the way leaves nothing behind.
   *
   * @param target not there yet; its parent is
   * @throws dev.gantry.error.UserException if the parent may not be written to
   * @throws dev.gantry.error.RunException if writing failed otherwise
   */
  public static void write(Path target, Content content) {
    Path parent = target.resolveSibling(".").normalize();
    Path aside = parent.resolve("." + target.getFileName() + ".part");
    try {
      delete(aside);
      Files.createDirectory(aside);
      content.writeTo(aside);
      sync(aside);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(parent.toAbsolutePath());
    } catch (IOException e) {
      deleteQuietly(aside, e);
      throw IoFailure.writing(target, e);
    } catch (RuntimeException e) {
      deleteQuietly(aside, e);
      throw e;
    }
  }

  /** Deletes a folder and all in it; nothing happens where there is none. */
  public static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void deleteQuietly(Path folder, Exception because) {
    try {
      delete(folder);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (Files.isDirectory(path)) {
          syncFolder(path);
        } else {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }
      }
    }
  }

  /** So that the name survives a power cut too; not every file system lets a folder be opened. */
  private static void syncFolder(Path folder) throws IOException {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
