/*
 * The built playground as adapter-node serves it, on plain http.
 *
 * adapter-node takes every request for https unless the header that PROTOCOL_HEADER names says otherwise; SvelteKit
 * then compares https://localhost:3000 with the browser's `Origin: http://localhost:3000` and refuses every form. No
 * proxy stands before this server to send the header, so it is set here, over whatever a client may have sent.
 * A fixed `paths.origin` would do for one name only: people open both localhost and 127.0.0.1.
 *
 * Plain JavaScript, so that the process whose memory is measured does not load a TypeScript compiler.
 */
const HEADER = 'x-playground-protocol';
process.env.PROTOCOL_HEADER = HEADER;

const { server } = await import(new URL('../playground/build/index.js', import.meta.url).href);
server.prependListener('request', (request) => {
	request.headers[HEADER] = 'http';
});
server.once('error', (error) => {
	console.error(error.message);
	process.exit(1);
});
const report = () => process.send?.({ port: server.address().port });
if (server.listening) report();
else server.once('listening', report);

// The launcher is gone without a word: do not outlive it.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening for it would otherwise keep this process alive after the server has closed.
process.channel?.unref();
