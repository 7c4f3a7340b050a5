/** Start here: {@link dev.gantry.Generator} opens an exported model and makes pictures with it. */
@org.jspecify.annotations.NullMarked
package dev.gantry;
