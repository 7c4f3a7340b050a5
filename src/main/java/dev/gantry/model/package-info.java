/** Generators and discriminators, one file an architecture. No session, file or logger here. */
@org.jspecify.annotations.NullMarked
package dev.gantry.model;
