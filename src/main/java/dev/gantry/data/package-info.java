/** Where images come from: sources, decoding, resizing, and the set that training reads. */
@org.jspecify.annotations.NullMarked
package dev.gantry.data;
