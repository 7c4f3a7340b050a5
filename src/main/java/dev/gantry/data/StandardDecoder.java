package dev.gantry.data;

/** Gives each format to the decoder that reads it best. */
final class StandardDecoder implements ImageDecoder {
  private final ImageDecoder commons = new CommonsImagingDecoder();
  private final ImageDecoder jdk = new ImageIoDecoder();
  private final ImageDecoder tensorFlow = new TensorFlowJpegDecoder();

  @Override
  public Picture decode(byte[] file) throws UnreadableImageException {
    ImageHeader header = ImageHeader.of(file);
    return switch (header.format()) {
      case PNG, BMP, TIFF -> jdk.decode(file);
      case JPEG -> TensorFlowJpegDecoder.suits(header) ? tensorFlow.decode(file) : jdk.decode(file);
      case GIF -> commons.decode(file);
    };
  }

  @Override
  public void close() {
    tensorFlow.close();
  }
}
