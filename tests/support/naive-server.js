/*
 * A raw upload route the obvious way: `fetch` with the request as its body and nothing said of redirects. Posts to
 * the URL of its first argument with the token of its second; reports its port over IPC.
 */
import { createServer } from 'node:http';

const [, , url, token] = process.argv;
const server = createServer(async (request, response) => {
	const upstream = await fetch(url, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
		body: new ReadableStream(bodyOf(request), { highWaterMark: 0 }),
		duplex: 'half'
	});
	response.writeHead(upstream.status).end(await upstream.text());
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));

/** Not `Readable.toWeb`: what is measured must be fetch's. */
function bodyOf(request) {
	const chunks = request[Symbol.asyncIterator]();
	return {
		async pull(controller) {
			const { done, value } = await chunks.next();
			if (done) controller.close();
			else controller.enqueue(value);
		}
	};
}
