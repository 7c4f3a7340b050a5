package dev.gantry.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an encoded image says of itself, read without decoding and without believing it: a decoder
 * allocates by these sizes, so they are checked first.
 *
 * @param format the encoding
 * @param width in pixels, above 0
 * @param height in pixels, above 0
 * @param components colour components of a JPEG; 0 for other formats
 * @param progressive whether a JPEG comes in scans of rising quality, Huffman-coded
 */
record ImageHeader(ImageFormat format, int width, int height, int components, boolean progressive) {
  /** No picture larger than this is decoded; {@code width × height}. */
  static final long MAX_PIXELS = 64L << 20;

  /**
   * A decoder may need 16 bytes a pixel (16-bit colour, and a copy in 8-bit); half is for others.
   */
  private static final int HEAP_BYTES_A_PIXEL = 32;

  /** SOF2. */
  private static final int PROGRESSIVE_FRAME = 0xc2;

  private static final int TIFF_WIDTH = 256;
  private static final int TIFF_HEIGHT = 257;
  private static final int TIFF_SHORT = 3;
  private static final int TIFF_LONG = 4;

  /**
   * Reads the header of {@code file}.
   *
   * @throws UnreadableImageException if there is none, or its sizes are impossible or too large
   */
  static ImageHeader of(byte[] file) throws UnreadableImageException {
    ImageFormat format = ImageFormat.of(file);
    ByteBuffer in = ByteBuffer.wrap(file);
    try {
      ImageHeader header =
          switch (format) {
            case PNG -> png(in);
            case JPEG -> jpeg(in);
            case GIF -> gif(in);
            case BMP -> bmp(in);
            case TIFF -> tiff(in);
          };
      return header.checked();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UnreadableImageException("the %s header is truncated".formatted(format), e);
    }
  }

  private ImageHeader(ImageFormat format, int width, int height) {
    this(format, width, height, 0, false);
  }

  long pixels() {
    return (long) width * height;
  }

  private ImageHeader checked() throws UnreadableImageException {
    if (width <= 0 || height <= 0) {
      throw new UnreadableImageException(
          "the %s header says %d×%d pixels".formatted(format, width, height));
    }
    long limit = Math.min(MAX_PIXELS, Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_PIXEL);
    if (pixels() > limit) {
      throw new UnreadableImageException(
          "the %s header says %d×%d pixels; at most %d million are decoded%s"
              .formatted(
                  format,
                  width,
                  height,
                  limit >> 20,
                  limit < MAX_PIXELS ? " with this heap (raise -Xmx)" : ""));
    }
    return this;
  }

  private static ImageHeader png(ByteBuffer in) {
    return new ImageHeader(ImageFormat.PNG, in.getInt(16), in.getInt(20));
  }

  private static ImageHeader jpeg(ByteBuffer in) throws UnreadableImageException {
    in.position(2);
    while (true) {
      int marker = nextMarker(in);
      if (isStartOfFrame(marker)) {
        int at = in.position() + 3; // after the segment's length and the sample precision
        int height = Short.toUnsignedInt(in.getShort(at));
        int width = Short.toUnsignedInt(in.getShort(at + 2));
        int components = in.get(at + 4) & 0xff;
        return new ImageHeader(
            ImageFormat.JPEG, width, height, components, marker == PROGRESSIVE_FRAME);
      }
      if (marker == 0xd9 || marker == 0xda) {
        throw new UnreadableImageException("the JPEG has no frame header");
      }
      int length = Short.toUnsignedInt(in.getShort(in.position()));
      in.position(in.position() + Math.max(2, length));
    }
  }

  /**
   * The next marker that a segment follows. What lies between is passed over as libjpeg does it, so
   * that no file shows the decoder another frame than the one that is checked here.
   */
  private static int nextMarker(ByteBuffer in) {
    int value = 0;
    while (!startsSegment(value)) {
      while (value != 0xff) {
        value = in.get() & 0xff;
      }
      while (value == 0xff) {
        value = in.get() & 0xff;
      }
    }
    return value;
  }

  /** Not stuffed zeros, TEM and RST0 to RST7. */
  private static boolean startsSegment(int marker) {
    return marker > 0x01 && (marker < 0xd0 || marker > 0xd7);
  }

  /** SOF0 to SOF15, of which 0xC4, 0xC8 and 0xCC are other segments. */
  private static boolean isStartOfFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** The first frame's sizes; decoders return the frame, not the logical screen. */
  private static ImageHeader gif(ByteBuffer in) throws UnreadableImageException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    int screenFlags = in.get(10);
    in.position(13 + colourTableBytes(screenFlags));
    while (true) {
      int block = in.get() & 0xff;
      switch (block) {
        case 0x2c -> {
          int at = in.position() + 4;
          int width = Short.toUnsignedInt(in.getShort(at));
          int height = Short.toUnsignedInt(in.getShort(at + 2));
          return new ImageHeader(ImageFormat.GIF, width, height);
        }
        case 0x21 -> {
          in.get();
          for (int length = in.get() & 0xff; length > 0; length = in.get() & 0xff) {
            in.position(in.position() + length);
          }
        }
        default -> throw new UnreadableImageException("the GIF has no frame");
      }
    }
  }

  private static int colourTableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static ImageHeader bmp(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    boolean os2 = in.getInt(14) == 12;
    int width = os2 ? Short.toUnsignedInt(in.getShort(18)) : in.getInt(18);
    // A negative height means rows from top to bottom.
    int height = os2 ? Short.toUnsignedInt(in.getShort(20)) : Math.abs(in.getInt(22));
    return new ImageHeader(ImageFormat.BMP, width, height);
  }

  private static ImageHeader tiff(ByteBuffer in) throws UnreadableImageException {
    in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    int entries = Short.toUnsignedInt(in.getShort(directory));
    int width = 0;
    int height = 0;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      switch (Short.toUnsignedInt(in.getShort(entry))) {
        case TIFF_WIDTH -> width = tiffValue(in, entry);
        case TIFF_HEIGHT -> height = tiffValue(in, entry);
        default -> {}
      }
    }
    return new ImageHeader(ImageFormat.TIFF, width, height);
  }

  private static int tiffValue(ByteBuffer in, int entry) throws UnreadableImageException {
    return switch (Short.toUnsignedInt(in.getShort(entry + 2))) {
      case TIFF_SHORT -> Short.toUnsignedInt(in.getShort(entry + 8));
      case TIFF_LONG -> in.getInt(entry + 8);
      default -> throw new UnreadableImageException("the TIFF's sizes are not whole numbers");
    };
  }
}
