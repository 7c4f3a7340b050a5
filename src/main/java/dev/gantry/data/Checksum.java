package dev.gantry.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * What a file must be.
 *
 * @param algorithm {@code SHA-256}, or {@code MD5} where only that was published
 * @param hex the digest in hexadecimal
 * @param form of what it is the digest
 */
record Checksum(String algorithm, String hex, Form form) {
  /** What a digest is taken of. */
  @FunctionalInterface
  interface Form {
    /** The file's bytes. */
    Form AS_DOWNLOADED = Files::newInputStream;

    /** What is in the gzip, if it is one: mirrors compress the same content in different ways. */
    Form UNCOMPRESSED = GzipStreams::open;

    /** Opens what is digested of a file. */
    InputStream open(Path file) throws IOException;
  }

  static Checksum sha256OfContent(String hex) {
    return new Checksum("SHA-256", hex, Form.UNCOMPRESSED);
  }

  /** Of one file in a tar, where only that one's was published. */
  static Checksum sha256OfMember(String member, String hex) {
    return new Checksum("SHA-256", hex, file -> TarMember.open(file, member));
  }

  static Checksum md5(String hex) {
    return new Checksum("MD5", hex, Form.AS_DOWNLOADED);
  }

  /** The file's own digest. */
  String of(Path file) throws IOException {
    MessageDigest digest = Fingerprint.digest(algorithm);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = form.open(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Fingerprint.hex(digest.digest());
  }

  boolean matches(Path file) throws IOException {
    return of(file).equals(hex);
  }
}
