package dev.gantry.cli;

import dev.gantry.export.DiscriminatorSnapshot;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.train.Checkpoint;
import dev.gantry.train.TrainedNetwork;
import dev.gantry.train.TrainingRun;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The networks of a run at a checkpoint, as they are exported. */
record RunSnapshot(TrainingRun run, Checkpoint checkpoint) {
  private static final String RAW = "raw";

  /** The generator of a run that has ended. */
  static GeneratorSnapshot of(TrainingRun run, TrainingRun.Ended ended, List<String> classes) {
    return new GeneratorSnapshot(
        run.config(), ended.generator(), classes, provenance(run, ended.images(), kept(run)));
  }

  /** The generator, its weights averaged where the run keeps averages. */
  GeneratorSnapshot generator() {
    return new GeneratorSnapshot(
        run.config(),
        TrainedNetwork.generator(checkpoint, run.config()),
        checkpoint.classes(),
        provenance(run, checkpoint.images(), kept(run)));
  }

  /** The generator as the last step left it. */
  GeneratorSnapshot rawGenerator() {
    return new GeneratorSnapshot(
        run.config(),
        TrainedNetwork.rawGenerator(checkpoint, run.config()),
        checkpoint.classes(),
        provenance(run, checkpoint.images(), RAW));
  }

  /** The discriminator. */
  DiscriminatorSnapshot discriminator() {
    return new DiscriminatorSnapshot(
        run.config(),
        TrainedNetwork.discriminator(checkpoint, run.config()),
        checkpoint.classes(),
        provenance(run, checkpoint.images(), RAW));
  }

  private static String kept(TrainingRun run) {
    return run.config().average().enabled() ? "averaged" : RAW;
  }

  private static Map<String, String> provenance(TrainingRun run, long images, String weights) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("gantry", MachineFacts.software().gantry());
    provenance.put("run", run.folder().name());
    provenance.put("images", Long.toString(images));
    provenance.put("weights", weights);
    return provenance;
  }
}
