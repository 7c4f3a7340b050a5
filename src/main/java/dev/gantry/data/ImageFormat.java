package dev.gantry.data;

import java.util.Locale;
import java.util.Set;

/** The encodings that can be decoded, told apart by a file's first bytes, never by its name. */
enum ImageFormat {
  PNG,
  JPEG,
  GIF,
  BMP,
  TIFF;

  /** Names that end so are taken for images. The last ones are reported as unreadable. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "tif", "tiff", //
          "webp", "avif", "heic", "jp2");

  static boolean isImageName(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  static ImageFormat of(byte[] file) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException("the file is empty");
    }
    if (startsWith(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return PNG;
    }
    if (startsWith(file, 0xff, 0xd8, 0xff)) {
      return JPEG;
    }
    if (startsWith(file, 'G', 'I', 'F', '8')) {
      return GIF;
    }
    if (startsWith(file, 'B', 'M')) {
      return BMP;
    }
    if (startsWith(file, 'I', 'I', 42, 0) || startsWith(file, 'M', 'M', 0, 42)) {
      return TIFF;
    }
    throw new UnreadableImageException(
        "it is %s; expected PNG, JPEG, GIF, BMP or TIFF".formatted(foreign(file)));
  }

  private static String foreign(byte[] file) {
    if (startsWith(file, 'R', 'I', 'F', 'F') && file.length > 12 && file[8] == 'W') {
      return "WebP";
    }
    if (file.length > 12 && file[4] == 'f' && file[5] == 't' && file[6] == 'y' && file[7] == 'p') {
      return "HEIC or AVIF";
    }
    return "not an image of a known format";
  }

  private static boolean startsWith(byte[] file, int... magic) {
    if (file.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((file[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
