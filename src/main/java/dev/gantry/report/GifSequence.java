package dev.gantry.report;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An animated GIF that repeats for ever, by the JDK's writer: Commons Imaging writes one frame
 * only. For one thread.
 */
final class GifSequence implements AutoCloseable {
  private final ImageWriter writer;
  private final ImageWriteParam parameters;
  private final ImageOutputStream stream;
  private boolean begun;

  /**
   * Begins a sequence.
   *
   * @param out left open
   */
  GifSequence(OutputStream out) throws IOException {
    writer = ImageIO.getImageWritersByFormatName("gif").next();
    parameters = writer.getDefaultWriteParam();
    // Interlaced rows compress worse, and nobody waits for a frame of a file on disk.
    parameters.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
    stream = new MemoryCacheImageOutputStream(out);
    writer.setOutput(stream);
    writer.prepareWriteSequence(null);
  }

  /**
   * Adds a frame.
   *
   * @param frame in indexed colour, {@link BufferedImage#TYPE_BYTE_INDEXED}
   * @param centiseconds how long it stays
   */
  void add(BufferedImage frame, int centiseconds) throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(frame), parameters);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    // Without it the writer keeps a table of its own for all frames that these indices do not fit.
    root.appendChild(localColorTable((IndexColorModel) frame.getColorModel()));
    root.appendChild(graphicControl(centiseconds));
    if (!begun) {
      root.appendChild(repetition());
      begun = true;
    }
    metadata.mergeTree(format, root);
    writer.writeToSequence(new IIOImage(frame, null, metadata), parameters);
  }

  private static IIOMetadataNode localColorTable(IndexColorModel colors) {
    IIOMetadataNode table = new IIOMetadataNode("LocalColorTable");
    table.setAttribute("sizeOfLocalColorTable", Integer.toString(colors.getMapSize()));
    table.setAttribute("sortFlag", "FALSE");
    for (int i = 0; i < colors.getMapSize(); i++) {
      IIOMetadataNode entry = new IIOMetadataNode("ColorTableEntry");
      entry.setAttribute("index", Integer.toString(i));
      entry.setAttribute("red", Integer.toString(colors.getRed(i)));
      entry.setAttribute("green", Integer.toString(colors.getGreen(i)));
      entry.setAttribute("blue", Integer.toString(colors.getBlue(i)));
      table.appendChild(entry);
    }
    return table;
  }

  private static IIOMetadataNode graphicControl(int centiseconds) {
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(centiseconds));
    control.setAttribute("transparentColorIndex", "0");
    return control;
  }

  /** The Netscape extension, without which a GIF plays once. */
  private static IIOMetadataNode repetition() {
    IIOMetadataNode application = new IIOMetadataNode("ApplicationExtension");
    application.setAttribute("applicationID", "NETSCAPE");
    application.setAttribute("authenticationCode", "2.0");
    // Sub-block 1: how often, little-endian; 0 is for ever.
    application.setUserObject(new byte[] {1, 0, 0});
    IIOMetadataNode applications = new IIOMetadataNode("ApplicationExtensions");
    applications.appendChild(application);
    return applications;
  }

  @Override
  public void close() throws IOException {
    try (stream) {
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }
}
