package dev.gantry.report;

import com.google.protobuf.ByteString;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import dev.gantry.io.TfRecord;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * A TensorBoard event file, written without TensorFlow's runtime: TFRecord framing (length, masked
 * CRC-32C of the length, data, masked CRC-32C of the data; all little-endian) around {@link Event}
 * messages, the first of which names the format's version. For one thread.
 */
public final class EventWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final String VERSION = "brain.Event:2";
  private static final int MAX_FILES_A_SECOND = 1000;

  private final Path file;
  private final OutputStream out;
  private final Clock clock;

  private EventWriter(Path file, OutputStream out, Clock clock) {
    this.file = file;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Begins {@code events.out.tfevents.<seconds>.<host>} in a folder; a further part counts up where
   * that is already there.
   *
   * @param host the machine's name; characters that a file name cannot have become dashes
   * @param clock the wall time of each event
   * @throws UserException if the folder is not there or may not be written to
   */
  public static EventWriter create(Path folder, String host, Clock clock) {
    String name =
        String.format(
            Locale.ROOT,
            "events.out.tfevents.%010d.%s",
            clock.instant().getEpochSecond(),
            host.replaceAll("[^A-Za-z0-9._-]", "-"));
    EventWriter writer = open(folder, name, clock);
    writer.write(writer.event(0).setFileVersion(VERSION).build());
    writer.flush();
    return writer;
  }

  private static EventWriter open(Path folder, String name, Clock clock) {
    for (int i = 0; i < MAX_FILES_A_SECOND; i++) {
      Path file = folder.resolve(i == 0 ? name : name + "." + i);
      try {
        return new EventWriter(file, newFile(file), clock);
      } catch (FileAlreadyExistsException e) {
        LOG.debug("{} is there already; trying the next name", file);
      } catch (IOException e) {
        throw IoFailure.writing(file, e);
      }
    }
    throw new UserException(
        "%s has %d event files of this second; give each run a folder of its own"
            .formatted(folder, MAX_FILES_A_SECOND));
  }

  private static OutputStream newFile(Path file) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /**
   * Says that a run goes on from a checkpoint: TensorBoard drops what earlier files have from this
   * step on.
   *
   * @param step the first step that will be written again
   */
  public void restart(long step) {
    SessionLog start = SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START).build();
    write(event(step).setSessionLog(start).build());
  }

  /** The file that is written. */
  public Path file() {
    return file;
  }

  /**
   * A point of a curve.
   *
   * @param tag name of the curve; slashes group
   * @param step place on the axis: the same clock for all tags, such as images shown
   * @param value stored in single precision
   */
  public void scalar(String tag, long step, double value) {
    write(step, Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
  }

  /**
   * A distribution.
   *
   * @param tag name of the distribution; slashes group
   * @param step place on the axis
   * @param values at least one; those that are not finite are left out
   */
  public void histogram(String tag, long step, float[] values) {
    write(step, Summary.Value.newBuilder().setTag(tag).setHisto(Histogram.of(values)));
  }

  /**
   * A picture.
   *
   * @param tag name of the picture; slashes group
   * @param step place on the slider
   * @param picture stored as PNG
   */
  public void image(String tag, long step, BufferedImage picture) {
    Summary.Image image =
        Summary.Image.newBuilder()
            .setHeight(picture.getHeight())
            .setWidth(picture.getWidth())
            .setColorspace(picture.getRaster().getNumBands())
            .setEncodedImageString(ByteString.copyFrom(Png.encode(picture, Map.of())))
            .build();
    write(step, Summary.Value.newBuilder().setTag(tag).setImage(image));
  }

  private void write(long step, Summary.Value.Builder value) {
    write(event(step).setSummary(Summary.newBuilder().addValue(value)).build());
  }

  private Event.Builder event(long step) {
    return Event.newBuilder().setWallTime(clock.millis() / 1000.0).setStep(step);
  }

  private void write(Event event) {
    try {
      out.write(TfRecord.frame(event.toByteArray()));
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  /**
   * Hands everything to the operating system, so that a running TensorBoard sees it.
   *
   * @throws dev.gantry.error.RunException if it could not be written
   */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }
}
