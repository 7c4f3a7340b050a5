/**
 * The record tree of a run, YAML in and out, validation.
 *
 * <p>{@link dev.gantry.config.RunConfig} is the tree, {@link dev.gantry.config.RunConfigReader} and
 * {@link dev.gantry.config.RunConfigWriter} are its way in and out. A record component is a key, an
 * enum constant a value, and a record in a {@code permits} clause a {@code type}: nothing else has
 * to be registered.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.config;
