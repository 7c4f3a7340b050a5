/** The record tree of a run, YAML in and out, validation. */
@org.jspecify.annotations.NullMarked
package dev.gantry.config;
