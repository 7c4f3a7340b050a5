package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.model.Latents;

/** Makes grey images of 3 × 3 pixels that are a linear function of latents of 5 values. */
record LinearDecoder() implements LatentDecoder {
  private static final int SIZE = 5;
  private static final int PIXELS = 9;

  @Override
  public int latentSize() {
    return SIZE;
  }

  @Override
  public ImageDimensions image() {
    return new ImageDimensions(3, 3, 1);
  }

  @Override
  public float[] decode(float[][] latents) {
    float[] weights = Latents.normal(77, PIXELS, SIZE);
    float[] images = new float[latents.length * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = 0.5f;
      for (int j = 0; j < SIZE; j++) {
        images[i] += 0.02f * weights[i % PIXELS * SIZE + j] * latents[i / PIXELS][j];
      }
    }
    return images;
  }
}
