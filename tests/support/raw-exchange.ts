import { connect } from 'node:net';

/** A request as its bytes go over the wire. */
export interface RawRequest {
	/** Head, with its empty line, as Latin-1. */
	head: string;
	body: Uint8Array;
	/** Where the body is cut into writes. Default: one write. */
	cuts?: readonly number[];
	/** Stop here and close the connection; `undefined` sends everything and waits. */
	leaveAfterBytes?: number | undefined;
	/** Say that nothing follows once all is sent: the only way out when more was announced. */
	endAfter?: boolean;
}

/** The first answer to it. `undefined` when the connection closed without one. */
export interface RawAnswer {
	status: number;
	text: string;
}

/**
 * Writes the request and resolves with the first whole answer.
 *
 * @throws when there is none within `deadlineMs` and the connection stays open: a hang.
 */
export async function exchange(
	port: number,
	request: RawRequest,
	deadlineMs: number
): Promise<RawAnswer | undefined> {
	const socket = connect({ port, host: '127.0.0.1', noDelay: true });
	let received = Buffer.alloc(0);
	const answered = new Promise<RawAnswer | undefined>((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`No answer within ${deadlineMs} ms.`)), deadlineMs);
		const done = (answer: RawAnswer | undefined) => {
			clearTimeout(timer);
			resolve(answer);
		};
		socket.on('data', (chunk: Buffer) => {
			received = Buffer.concat([received, chunk]);
			const answer = parseAnswer(received, false);
			if (answer) done(answer);
		});
		socket.on('close', () => done(parseAnswer(received, true)));
		// The server may close while we still write: what it said first counts.
		socket.on('error', () => {});
	});
	try {
		await write(socket, request);
		return await answered;
	} finally {
		socket.destroy();
	}
}

async function write(
	socket: ReturnType<typeof connect>,
	{ head, body, cuts = [], leaveAfterBytes, endAfter = false }: RawRequest
): Promise<void> {
	const send = (bytes: Uint8Array | string) =>
		new Promise<void>((resolve) => socket.write(bytes as Uint8Array, () => resolve()));
	socket.write(head, 'latin1');
	const end = Math.min(body.length, leaveAfterBytes ?? Infinity);
	const marks = [...new Set([...cuts.filter((at) => at > 0 && at < end), end])].sort((a, b) => a - b);
	let from = 0;
	for (const to of marks) {
		if (socket.destroyed) return;
		await send(body.subarray(from, to));
		from = to;
	}
	if (leaveAfterBytes !== undefined) socket.destroy();
	else if (endAfter) socket.end();
}

function parseAnswer(bytes: Buffer, closed: boolean): RawAnswer | undefined {
	const split = bytes.indexOf('\r\n\r\n');
	if (split === -1) return undefined;
	const top = bytes.subarray(0, split).toString('latin1');
	const content = bytes.subarray(split + 4);
	const status = Number(/^HTTP\/1\.1 (\d{3})/u.exec(top)?.[1]);
	if (/^transfer-encoding: chunked$/imu.test(top)) {
		if (!closed && !content.toString('latin1').endsWith('0\r\n\r\n')) return undefined;
		return { status, text: content.toString().replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/giu, '') };
	}
	const length = Number(/^content-length: (\d+)$/imu.exec(top)?.[1] ?? (closed ? content.length : NaN));
	if (status === 204) return { status, text: '' };
	return content.length >= length ? { status, text: content.subarray(0, length).toString() } : undefined;
}
