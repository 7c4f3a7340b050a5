/**
 * What a run leaves behind: folder, statistics, TensorBoard events, grids, film, charts, the page.
 *
 * <p>Start with {@link dev.gantry.report.RunFolder}, which says where everything stands. While a
 * run goes on, {@link dev.gantry.report.StatsLog} and {@link dev.gantry.report.EventWriter} take
 * its numbers and {@link dev.gantry.report.ImageGrid} with {@link dev.gantry.report.Png} its
 * pictures; {@link dev.gantry.report.Film} and {@link dev.gantry.report.HtmlReport} are made from
 * those files, at any time. Nothing here knows of graphs or training: plain values come in.
 *
 * <p>Every file but the two logs, which grow, is written aside, synced and renamed.
 *
 * <p>PNG is written by Commons Imaging for its text chunks. Against the JDK's writer, best of six,
 * a smooth picture with noise, JDK 17 on two cores:
 *
 * <table>
 *   <caption>Time and size of a PNG</caption>
 *   <tr><th>picture</th><th>Commons Imaging</th><th>JDK</th></tr>
 *   <tr><td>256 × 256 grey</td><td>3.4 ms, 52 kB</td><td>3.0 ms, 61 kB</td></tr>
 *   <tr><td>1024 × 1024 grey</td><td>52 ms, 790 kB</td><td>38 ms, 919 kB</td></tr>
 *   <tr><td>256 × 256 colour</td><td>15 ms, 72 kB</td><td>8 ms, 156 kB</td></tr>
 *   <tr><td>1024 × 1024 colour</td><td>210 ms, 1.1 MB</td><td>110 ms, 2.3 MB</td></tr>
 * </table>
 *
 * <p>It reads grey files wrongly unless told otherwise; {@link dev.gantry.report.Png} is.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.report;
