/**
 * Where images come from: sources, decoding, resizing, and the set that training reads.
 *
 * <p>Start at {@link dev.gantry.data.ImageLoader}, which makes an {@link dev.gantry.data.ImageSet}
 * of a {@link dev.gantry.data.DataConfig}. {@link dev.gantry.data.DataFetcher} fetches the
 * published sets, {@link dev.gantry.data.DataInspector} says what a source holds, {@link
 * dev.gantry.data.ImagePacker} packs sets that are larger than memory. All else is internal.
 *
 * <h2>Packed sets</h2>
 *
 * A folder of TFRecord shards, {@code images-00000-of-00016.tfrecord}, each record a {@code
 * tf.train.Example} with the features {@code image/height}, {@code image/width}, {@code
 * image/channels}, {@code image/label} where there are labels (int64), and {@code image/raw}
 * (bytes: the pixels, row by row); and {@code index.json}, which is written last. The records of a
 * set have one length, so that image {@code i} is found by arithmetic, and every read verifies its
 * CRC-32C.
 *
 * <p>Training reads blocks of about 256 KiB in an order that is shuffled over the whole set every
 * epoch, and shuffles the images of a window of 256 blocks among themselves. Two windows are in
 * memory, 128 MiB: the one whose images are being taken, and the next, which is read bit by bit
 * meanwhile. Where neighbours in the source are alike beyond that, as in a film, they are shuffled
 * when they are packed.
 *
 * <p>TensorFlow reads the fixed-length records as any other: a label is written with as many bytes
 * as the largest of its set, so that above 128 classes a small one ends in empty septets, which
 * every protocol buffer parser takes.
 *
 * <h2>Who decodes what</h2>
 *
 * Images a second of one thread's processor time, the best of three runs of {@code
 * DecoderBenchmark} (in the tests). Intel Xeon (Sapphire Rapids class), 2 cores shared with other
 * work, JDK 17.0.15, Commons Imaging 1.0.0-alpha6, TensorFlow 2.18, 2026-11-22.
 *
 * <table>
 * <caption>Decoders by format and size</caption>
 * <tr><th>format<th>size<th>Commons Imaging<th>JDK<th>TensorFlow<th>used
 * <tr><td>PNG<td>32×32<td>18,533<td>29,603<td>23,312<td>JDK
 * <tr><td><td>178×218<td>585<td>1,341<td>1,809<td>
 * <tr><td>PNG, grey<td>32×32<td>28,497<td>59,568<td>38,112<td>JDK
 * <tr><td><td>178×218<td>1,024<td>4,099<td>3,541<td>
 * <tr><td>JPEG<td>32×32<td>20,891<td>44,259<td>28,379<td>JDK
 * <tr><td><td>178×218<td>812<td>3,721<td>7,780<td>
 * <tr><td>JPEG, progressive<td>32×32<td>cannot<td>8,244<td>24,976<td>TensorFlow
 * <tr><td><td>178×218<td>cannot<td>471<td>3,727<td>
 * <tr><td>GIF<td>32×32<td>32,090<td>28,385<td>38,293<td>Commons Imaging
 * <tr><td><td>178×218<td>1,126<td>1,293<td>2,789<td>
 * <tr><td>BMP<td>32×32<td>50,931<td>142,817<td>54,063<td>JDK
 * <tr><td><td>178×218<td>1,581<td>12,767<td>13,510<td>
 * <tr><td>TIFF<td>32×32<td>49,185<td>126,057<td>cannot<td>JDK
 * <tr><td><td>178×218<td>1,659<td>21,587<td>cannot<td>
 * </table>
 *
 * The JDK's PNGs and JPEGs are from before {@code ImageIoDecoder} gave its readers an image in the
 * order of a picture: on an AMD EPYC that made JPEGs of 256×256 1.9 times as fast and PNGs 1.3
 * times, of one thread's processor time in turns.
 *
 * <p>Commons Imaging is used unless it is wrong, or over three times slower than another:
 *
 * <ul>
 *   <li>PNG: it converts grey as if it were linear light, up to 73 of 255 off.
 *   <li>JPEG: it reads neither progressive files nor CMYK as Adobe writes it, decodes restart
 *       intervals wrongly (up to 135 off), and is up to nine times slower.
 *   <li>BMP and TIFF: it is eight and thirteen times slower.
 * </ul>
 *
 * Progressive JPEGs, grey or colour, go to TensorFlow, which is three to eight times faster than
 * the JDK. The JDK goes before it where both are right and within three times, for it needs no
 * session and no native memory: TensorFlow is at most 2.1 times faster at anything else of the
 * JDK's. The JDK's reader refuses JPEGs in ink colours, so their raster is converted here; it
 * invents the end of truncated PNGs and JPEGs, so that is looked for first, whoever decodes. Every
 * format is tested against Pillow 13.0.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.data;
