package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import dev.gantry.io.Sha256;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

@ExtendWith(LeakCheck.class)
class GraphAuditTest {
  @TempDir private Path folder;

  private Path model;

  @BeforeEach
  void export() {
    model = SavedModelExporter.export(Snapshots.colourDcgan(), folder.resolve("tiny"));
  }

  /** The model with one node more, in its graph or in a function. */
  private void add(String operation, boolean inFunction) throws IOException {
    Path file = model.resolve("saved_model.pb");
    SavedModel.Builder changed = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    MetaGraphDef.Builder meta = changed.getMetaGraphsBuilder(0);
    NodeDef node = NodeDef.newBuilder().setName("intruder").setOp(operation).build();
    if (inFunction) {
      meta.getGraphDefBuilder()
          .getLibraryBuilder()
          .addFunction(FunctionDef.newBuilder().addNodeDef(node));
    } else {
      meta.getGraphDefBuilder().addNode(node);
    }
    Files.write(file, changed.build().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "RestoreV2",
        "SaveV2",
        "PyFunc",
        "EagerPyFunc",
        "PrintV2",
        "DebugIdentityV2",
        "TextLineReaderV2",
        "TFRecordDataset",
        "_Recv",
        "InitializeTableFromTextFileV2",
        "RpcCall",
        "AnOperationOfTomorrow"
      })
  void whatReachesOutIsRefusedByName(String operation) throws IOException {
    add(operation, false);

    assertThatThrownBy(() -> GraphAudit.check(model.resolve("saved_model.pb")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the operation intruder (" + operation + ")")
        .hasMessageContaining("--trust-model");
  }

  @Test
  void functionsAreLookedAtToo() throws IOException {
    add("ReadFile", true);

    assertThatThrownBy(() -> GraphAudit.check(model.resolve("saved_model.pb")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("ReadFile");
  }

  @Test
  void whoeverTrustsTheModelMayOpenIt() throws IOException {
    add("ReadFile", false);
    Path file = model.resolve("saved_model.pb");
    ModelInfo.SavedModel itself = new ModelInfo.SavedModel(Files.size(file), Sha256.of(file));

    assertThatThrownBy(() -> ModelDirectory.verify(model, itself, Trust.CALCULATION))
        .isInstanceOf(UserException.class);
    assertThatCode(() -> ModelDirectory.verify(model, itself, Trust.EVERYTHING))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsNoSavedModelIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("saved_model.pb"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> GraphAudit.check(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is no SavedModel");
  }

  @Test
  void aLinkOutOfTheModelIsNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.json"), "{}");
    Files.delete(model.resolve("gantry.json"));
    Files.createSymbolicLink(model.resolve("gantry.json"), secret);

    assertThatThrownBy(() -> ModelDirectory.open(model))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a link to")
        .hasMessageContaining("outside of the model");
    assertThat(secret).hasContent("{}");
  }
}
