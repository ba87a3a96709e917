/*
 * Preload for a server whose memory is measured: `node --import`, with MEMORY_PROBE_DIR set. Appends a line to
 * `MEMORY_PROBE_DIR/PID` for each window: its end in ms since 1970, and the most bytes that ArrayBuffers held in it.
 * Only the process itself can tell; from outside there is no more than RSS.
 */
import { appendFileSync } from 'node:fs';

const SAMPLE_MS = 10;
const WINDOW_SAMPLES = 10;

const file = `${process.env.MEMORY_PROBE_DIR}/${process.pid}`;
let samples = 0;
let most = 0;
setInterval(() => {
	most = Math.max(most, process.memoryUsage().arrayBuffers);
	if (++samples < WINDOW_SAMPLES) return;
	appendFileSync(file, `${Date.now()} ${most}\n`);
	samples = most = 0;
}, SAMPLE_MS).unref();
