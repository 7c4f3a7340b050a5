/**
 * Where images come from: sources, decoding, resizing, and the set that training reads.
 *
 * <p>Start at {@link dev.gantry.data.ImageLoader}, which makes an {@link dev.gantry.data.ImageSet}
 * of a {@link dev.gantry.data.DataConfig}. {@link dev.gantry.data.DataFetcher} fetches the
 * published sets, {@link dev.gantry.data.DataInspector} says what a source holds. All else is
 * internal.
 *
 * <h2>Who decodes what</h2>
 *
 * Images a second of one thread, the better of two runs of {@code DecoderBenchmark} (in the tests).
 * Intel Xeon (Sapphire Rapids class), 2 cores shared with other work, JDK 17.0.15, Commons Imaging
 * 1.0.0-alpha6, TensorFlow 2.18, 2026-11-22.
 *
 * <table>
 * <caption>Decoders by format and size</caption>
 * <tr><th>format<th>size<th>Commons Imaging<th>JDK<th>TensorFlow<th>used
 * <tr><td>PNG<td>32×32<td>10,283<td>11,753<td>14,431<td>JDK
 * <tr><td><td>178×218<td>602<td>1,309<td>1,723<td>
 * <tr><td>PNG, grey<td>32×32<td>28,631<td>59,784<td>19,364<td>JDK
 * <tr><td><td>178×218<td>1,054<td>4,274<td>2,997<td>
 * <tr><td>JPEG<td>32×32<td>23,624<td>24,965<td>14,397<td>JDK
 * <tr><td><td>178×218<td>828<td>4,159<td>6,374<td>
 * <tr><td>JPEG, progressive<td>32×32<td>cannot<td>8,574<td>16,657<td>JDK
 * <tr><td><td>178×218<td>cannot<td>480<td>3,420<td>
 * <tr><td>GIF<td>32×32<td>34,014<td>29,580<td>18,308<td>Commons Imaging
 * <tr><td><td>178×218<td>1,065<td>1,308<td>2,486<td>
 * <tr><td>BMP<td>32×32<td>51,823<td>135,896<td>21,836<td>JDK
 * <tr><td><td>178×218<td>1,401<td>12,988<td>10,078<td>
 * <tr><td>TIFF<td>32×32<td>50,373<td>130,522<td>cannot<td>JDK
 * <tr><td><td>178×218<td>1,572<td>20,120<td>cannot<td>
 * </table>
 *
 * <p>Commons Imaging is used unless it is wrong, or over three times slower than another:
 *
 * <ul>
 *   <li>PNG: it converts grey as if it were linear light, up to 73 of 255 off.
 *   <li>JPEG: it reads neither progressive files nor CMYK as Adobe writes it, decodes restart
 *       intervals wrongly (up to 135 off), and is five times slower.
 *   <li>BMP and TIFF: it is nine and thirteen times slower.
 * </ul>
 *
 * The JDK goes before TensorFlow where both are right, for it needs no session and no native
 * memory; TensorFlow is seven times faster at large progressive JPEGs, and at most 2.5 times at
 * anything else. The JDK's reader refuses JPEGs in ink colours, so their raster is converted here;
 * it invents the end of truncated PNGs and JPEGs, so that is looked for first. Every format is
 * tested against Pillow 13.0.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.data;
