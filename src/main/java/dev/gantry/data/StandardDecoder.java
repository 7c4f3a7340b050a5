package dev.gantry.data;

/** Gives each format to the decoder that reads it best. */
final class StandardDecoder implements ImageDecoder {
  private final ImageDecoder commons = new CommonsImagingDecoder();
  private final ImageDecoder jdk = new ImageIoDecoder();

  @Override
  public Picture decode(byte[] file) throws UnreadableImageException {
    return switch (ImageFormat.of(file)) {
      case PNG, JPEG, BMP, TIFF -> jdk.decode(file);
      case GIF -> commons.decode(file);
    };
  }
}
