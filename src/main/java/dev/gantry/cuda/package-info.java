/** CUDA and cuDNN where they come with the class path, so that a GPU needs its driver only. */
@org.jspecify.annotations.NullMarked
package dev.gantry.cuda;
