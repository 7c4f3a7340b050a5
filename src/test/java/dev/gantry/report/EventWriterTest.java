package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gantry.error.UserException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

class EventWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);

  /** What the Python package tensorboard 2.21's RecordWriter makes of the same two events. */
  private static final String WRITTEN_BY_TENSORBOARD =
      "1800000000000000a37f4b220900001040fc54d9411a0d627261696e2e4576656e743a32338d2fe9"
          + "1d00000000000000602fdf230900001040fc54d9411080012a0f0a0d0a066c6f73732f44150000303f"
          + "b560911c";

  @TempDir Path folder;

  @Test
  void bytesAreThoseOfTensorBoardsOwnWriter() throws Exception {
    Path file;
    try (EventWriter events = EventWriter.create(folder, "host", CLOCK)) {
      events.scalar("loss/D", 128, 0.6875);
      file = events.file();
    }

    assertThat(file).hasFileName("events.out.tfevents.1700000000.host");
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
        .isEqualTo(WRITTEN_BY_TENSORBOARD);
  }

  @Test
  void tensorFlowsRecordReaderFindsEveryEvent() throws Exception {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    Path file;
    try (EventWriter events = EventWriter.create(folder, "host", CLOCK)) {
      events.restart(1000);
      events.histogram("G/dense", 2000, new float[] {-1, 0, 2});
      events.image("fakes", 3000, picture);
      file = events.file();
    }

    List<Event> events = readByTensorFlow(file, 4);

    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).getStep()).isEqualTo(1000);
    assertThat(events.get(1).getSessionLog().getStatus()).isEqualTo(SessionLog.SessionStatus.START);
    assertThat(events.get(2).getSummary().getValue(0).getTag()).isEqualTo("G/dense");
    assertThat(events.get(2).getSummary().getValue(0).getHisto().getNum()).isEqualTo(3);
    Summary.Image image = events.get(3).getSummary().getValue(0).getImage();
    assertThat(List.of(image.getWidth(), image.getHeight(), image.getColorspace()))
        .containsExactly(3, 2, 3);
    assertThat(image.getEncodedImageString().substring(1, 4).toStringUtf8()).isEqualTo("PNG");
  }

  @Test
  void flushedEventsAreInTheFileWhileItIsOpen() throws Exception {
    try (EventWriter events = EventWriter.create(folder, "host", CLOCK)) {
      long before = Files.size(events.file());
      events.scalar("x", 1, 1);
      events.flush();

      assertThat(Files.size(events.file())).isGreaterThan(before);
    }
  }

  @Test
  void filesOfTheSameSecondDoNotMeet() {
    try (EventWriter first = EventWriter.create(folder, "a/b", CLOCK);
        EventWriter second = EventWriter.create(folder, "a/b", CLOCK)) {
      assertThat(first.file()).hasFileName("events.out.tfevents.1700000000.a-b");
      assertThat(second.file()).hasFileName("events.out.tfevents.1700000000.a-b.1");
    }
  }

  @Test
  void absentFolderIsTheUsersMistake() {
    assertThatThrownBy(() -> EventWriter.create(folder.resolve("absent"), "host", CLOCK))
        .isInstanceOf(UserException.class);
  }

  private static List<Event> readByTensorFlow(Path file, int count)
      throws InvalidProtocolBufferException {
    List<Event> events = new ArrayList<>();
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      List<Class<? extends TType>> types = List.of(TString.class);
      Operand<? extends TType> records =
          tf.data.tfRecordDataset(
              tf.array(file.toString()), tf.constant(""), tf.constant(0L), tf.array(0L));
      Operand<? extends TType> batch =
          tf.data.batchDataset(
              records, tf.constant(100L), tf.constant(false), types, List.of(Shape.of(-1)));
      TString bytes =
          (TString)
              tf.data
                  .datasetToSingleElement(batch, types, List.of(Shape.of(-1)))
                  .components()
                  .get(0)
                  .asTensor();
      assertThat(bytes.shape()).isEqualTo(Shape.of(count));
      for (int i = 0; i < count; i++) {
        events.add(Event.parseFrom(bytes.asBytes().getObject(i)));
      }
    }
    return events;
  }
}
