import * as http from 'node:http';
import * as https from 'node:https';

/** What came of one attempt. */
export interface PostResult {
	/** `null` when there was no answer. */
	status: number | null;
	/** Why there was none: Node's error code, or `TIMEOUT`. */
	error?: string;
}

/** A delivery as it goes out. */
export interface Post {
	url: string;
	headers: Record<string, string>;
	body: string;
	/** Longest wait for the whole answer. */
	timeoutMs: number;
}

/** Sends deliveries, with connections that are kept for the next one. */
export interface Poster {
	/** Never rejects. Follows no redirect, and reads no more than 64 KiB of an answer. */
	post(post: Post, signal: AbortSignal): Promise<PostResult>;
	/** Closes the connections. */
	close(): void;
}

const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_IDLE_SOCKETS = 16;

export function createPoster(): Poster {
	const options = { keepAlive: true, maxFreeSockets: MAX_IDLE_SOCKETS };
	const agents = { http: new http.Agent(options), https: new https.Agent(options) };
	return {
		async post(post, signal) {
			const agent = post.url.startsWith('https:') ? agents.https : agents.http;
			const first = await send(post, agent, signal);
			// A connection that was kept, and that the receiver closed at this moment: that was no attempt.
			return first.wasStale ? send(post, false, signal) : first;
		},
		close() {
			agents.http.destroy();
			agents.https.destroy();
		}
	};
}

function send(
	{ url, headers, body, timeoutMs }: Post,
	agent: http.Agent | false,
	signal: AbortSignal
): Promise<PostResult & { wasStale?: boolean }> {
	return new Promise((resolve) => {
		const { request } = url.startsWith('https:') ? https : http;
		const req = request(url, {
			method: 'POST',
			agent,
			signal,
			headers: {
				...headers,
				'content-type': 'application/json',
				'content-length': String(Buffer.byteLength(body)),
				'user-agent': 'fastio-webhooks (emulator)'
			}
		});
		let status: number | null = null;
		let isLate = false;
		const timer = setTimeout(() => {
			isLate = true;
			req.destroy();
		}, timeoutMs);
		timer.unref();
		const settle = (result: PostResult & { wasStale?: boolean }) => {
			clearTimeout(timer);
			resolve(result);
		};
		req.on('response', (res) => {
			status = res.statusCode ?? null;
			let received = 0;
			res.on('data', (chunk: Buffer) => {
				received += chunk.length;
				if (received > MAX_ANSWER_BYTES) req.destroy();
			});
			res.on('error', () => {});
		});
		req.on('error', (error: NodeJS.ErrnoException) => {
			if (isLate || status !== null) return;
			const wasStale = req.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
			settle({ status: null, error: error.code ?? error.name, ...(wasStale && { wasStale }) });
		});
		// After the answer's end as well as after every failure.
		req.on('close', () =>
			settle(
				isLate
					? { status: null, error: 'TIMEOUT' }
					: status === null
						? { status, error: 'CLOSED' }
						: { status }
			)
		);
		req.end(body);
	});
}
