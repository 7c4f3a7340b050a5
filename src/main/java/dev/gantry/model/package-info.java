/**
 * Generators and discriminators, one file an architecture. No session, file or logger here.
 *
 * <p>{@link dev.gantry.model.GeneratorNetwork} and {@link dev.gantry.model.DiscriminatorNetwork}
 * are the networks of a run: an architecture, and how it learns of classes. Layers are in {@link
 * dev.gantry.nn}.
 *
 * <h2>How to add an architecture</h2>
 *
 * <ol>
 *   <li>Write one record here: {@code StarGenerator implements GeneratorArchitecture}, or the
 *       discriminator likewise. Its components are its options, so {@code noiseScale} is {@code
 *       noise-scale} in YAML; a compact constructor checks them; a public static {@code defaults()}
 *       gives each a value. Variables are named by {@code pass.in("block0")}; for a discriminator,
 *       use only layers that say that they can be derived twice, or refuse penalties in {@code
 *       checkPenalized}.
 *   <li>Name it in the {@code permits} clause of {@link dev.gantry.model.GeneratorArchitecture} or
 *       {@link dev.gantry.model.DiscriminatorArchitecture}.
 * </ol>
 *
 * That is all: {@code model: {generator: star}} now reads it, and training, checkpoints, exports
 * and {@code --dry-run} work. The contract tests take it from the same clause, made narrow, and
 * check at every size that it takes: shapes, values in [-1, 1], a gradient for every variable, that
 * an image made or judged alone is the same as among others, that a refused size comes with a way
 * out, and for a discriminator that may be penalized, second derivatives against differences. Two
 * tests list what YAML knows, {@code RunConfigReaderTest} and {@code RunConfigWriterTest}.
 *
 * <p>For a comparison with PyTorch, {@code scripts/parity/} needs the network once more: its
 * default options in {@code run_config.py}, and a function in {@code networks.py} that builds it of
 * PyTorch's layers and says which of them is which variable.
 *
 * <h2>How to add a loss</h2>
 *
 * The same two steps in {@link dev.gantry.loss}: one record that is an {@code Objective}, or a
 * {@code Penalty} on the discriminator's gradient, and its name in the {@code permits} clause. The
 * contract tests hold its gradients against differences. {@code scripts/parity/} needs its formula
 * and its default options.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.model;
