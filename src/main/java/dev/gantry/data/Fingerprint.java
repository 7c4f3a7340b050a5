package dev.gantry.data;

import dev.gantry.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests by which content is known again. */
final class Fingerprint {
  private Fingerprint() {}

  /** Path, size and time of the last change. */
  static String of(Path file) {
    try {
      return line(
          file.toAbsolutePath().normalize().toString(),
          Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  static String line(String name, BasicFileAttributes attributes) {
    return "%s\t%d\t%s\n".formatted(name, attributes.size(), attributes.lastModifiedTime());
  }

  static String hex(String text) {
    return hex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** A digest that every JDK has: SHA-256 or MD5. */
  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
