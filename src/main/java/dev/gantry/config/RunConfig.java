package dev.gantry.config;

import dev.gantry.augment.Augmentation;
import dev.gantry.data.DataConfig;
import dev.gantry.error.Check;
import dev.gantry.evaluate.MetricsConfig;
import dev.gantry.loss.Content;
import dev.gantry.loss.NoContent;
import dev.gantry.loss.NoPenalty;
import dev.gantry.loss.NonSaturating;
import dev.gantry.loss.Objective;
import dev.gantry.loss.Penalty;
import dev.gantry.model.Conditioning;
import dev.gantry.model.DiscriminatorNetwork;
import dev.gantry.model.GeneratorNetwork;
import dev.gantry.model.ImageShape;
import dev.gantry.optim.Averaging;

/**
 * Everything that makes a run: with the data, the same configuration gives the same run.
 *
 * @param name names the run's folder and the exported model; letters, digits, dots and dashes
 * @param seed every random draw of the run derives from it
 * @param data which images, at which size
 * @param model the two networks
 * @param conditioning how the classes of the images enter the networks
 * @param objective what they play for
 * @param content what the generator pays for the difference between its images and the real ones,
 *     where it enlarges images
 * @param penalty what the discriminator pays for the gradient of its scores
 * @param augment what is done to images before the discriminator sees them
 * @param optimizer how each follows its gradients
 * @param average the generator's moving average, from which pictures and exports are made
 * @param training how long, in which batches, where
 * @param metrics what is measured with every grid of pictures
 * @param report what is written while it runs, and how often
 * @param checkpoint how often the run is saved
 */
public record RunConfig(
    String name,
    long seed,
    DataConfig data,
    ModelConfig model,
    Conditioning conditioning,
    Objective objective,
    Content content,
    Penalty penalty,
    Augmentation augment,
    OptimizerPair optimizer,
    Averaging average,
    TrainingConfig training,
    MetricsConfig metrics,
    ReportConfig report,
    CheckpointConfig checkpoint) {

  /** Checks every component, and that the networks can work at the images' size. */
  public RunConfig {
    Check.that(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
        "name is \"%s\"; it must be 1 to 64 letters, digits, dots, dashes or underscores, and start with a letter or digit"
            .formatted(name));
    Composition.checkNetworks(data, model);
    Composition.checkPenalty(model, penalty);
    Composition.checkConditioning(model, conditioning);
    Composition.checkLabels(data, conditioning);
    Composition.checkBatches(objective, training);
    Composition.checkEnlarging(model.generator(), content, conditioning, metrics, training);
  }

  /** A DCGAN on the digits that ship with Gantry. */
  public static RunConfig defaults() {
    return new RunConfig(
        "gantry",
        1,
        DataConfig.defaults(),
        ModelConfig.defaults(),
        Conditioning.defaults(),
        NonSaturating.defaults(),
        NoContent.defaults(),
        NoPenalty.defaults(),
        Augmentation.defaults(),
        OptimizerPair.defaults(),
        Averaging.defaults(),
        TrainingConfig.defaults(),
        MetricsConfig.defaults(),
        ReportConfig.defaults(),
        CheckpointConfig.defaults());
  }

  /** Size and channels of the images. */
  public ImageShape image() {
    return new ImageShape(data.size(), data.channels());
  }

  /** The generator with what it knows of classes. */
  public GeneratorNetwork generator() {
    return new GeneratorNetwork(model.generator(), conditioning, model.latent(), image());
  }

  /** The discriminator with what it knows of classes. */
  public DiscriminatorNetwork discriminator() {
    return new DiscriminatorNetwork(model.discriminator(), conditioning);
  }

  /** Iterations at the start in which the generator learns from the content loss alone. */
  public long pretrainSteps() {
    return (long) Math.ceil(content.pretrainKimg() * 1000 / training.imagesPerStep());
  }
}
