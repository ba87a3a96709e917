/*
 * Many visitors upload in slices at once, a file each, as browsers do: every upload has up to three slices in flight. One block of
 * bytes is sent over and over, so that nothing of a file is held. Arguments: the mount's URL with the definition, how
 * many uploads, bytes of each. Waits for a message before it starts; reports `{ failed, seconds }` over IPC.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

const [, , mount, uploads, fileBytes] = process.argv;
const SLICES_IN_FLIGHT = 3;
const block = Buffer.alloc(64 * 1024, 'fastio');
const agent = new Agent({ keepAlive: true });

process.send({ ready: true });
process.once('message', async () => {
	const started = performance.now();
	const results = await Promise.all(Array.from({ length: Number(uploads) }, (_, index) => upload(index)));
	const failed = results.filter((result) => result !== undefined);
	process.send({ failed, seconds: (performance.now() - started) / 1000 });
	process.disconnect();
});

/** Resolves with what went wrong, or `undefined`. */
async function upload(index) {
	try {
		const { cookie } = await call('GET', 'capabilities', {});
		const size = Number(fileBytes);
		const body = JSON.stringify({ name: `${index}.bin`, type: 'application/octet-stream', size });
		const opened = await call(
			'POST',
			'uploads',
			{ cookie, 'content-type': 'application/json' },
			Buffer.from(body)
		);
		const { id, slices, sliceBytes } = opened.json;
		let next = 1;
		const send = async () => {
			while (next <= slices) {
				const n = next++;
				const bytes = Math.min(sliceBytes, size - (n - 1) * sliceBytes);
				await call(
					'PUT',
					`uploads/${id}/chunks/${n}`,
					{ cookie, 'content-type': 'application/octet-stream' },
					bytes
				);
			}
		};
		await Promise.all(Array.from({ length: SLICES_IN_FLIGHT }, send));
		let done;
		do done = await call('POST', `uploads/${id}/complete`, { cookie });
		while (done.status === 202);
		await call('DELETE', `uploads/${id}?keep=file`, { cookie });
		return undefined;
	} catch (error) {
		return `${index}: ${error.message}`;
	}
}

/** `body`: bytes, or how many to send. Rejects for any answer but a success. */
function call(method, path, headers, body) {
	const { origin } = new URL(mount);
	const length = typeof body === 'number' ? body : (body?.length ?? 0);
	return new Promise((resolve, reject) => {
		const outgoing = request(`${mount}/${path}`, {
			method,
			agent,
			headers: { origin, 'content-length': length, ...headers }
		});
		outgoing.on('error', (error) =>
			reject(new Error(`${method} ${path.slice(-12)}: ${error.code ?? error.message}`))
		);
		outgoing.on('response', async (response) => {
			const answer = await text(response).catch((error) => String(error));
			const status = response.statusCode;
			if (status >= 300) return reject(new Error(`${method} ${path.slice(-12)}: ${status} ${answer}`));
			resolve({
				status,
				json: answer === '' ? undefined : JSON.parse(answer),
				cookie: (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
			});
		});
		if (typeof body === 'number') sendBlocks(outgoing, body);
		else outgoing.end(body);
	});
}

function sendBlocks(outgoing, bytes) {
	let left = bytes;
	const more = () => {
		while (left > 0) {
			const piece = left >= block.length ? block : block.subarray(0, left);
			left -= piece.length;
			if (!outgoing.write(piece) && left > 0) return void outgoing.once('drain', more);
		}
		outgoing.end();
	};
	more();
}
