/** What a run leaves behind: folder, statistics, TensorBoard events, grids, charts, the page. */
@org.jspecify.annotations.NullMarked
package dev.gantry.report;
