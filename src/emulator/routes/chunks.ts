import { setTimeout as sleep } from 'node:timers/promises';
import { type Exchange } from '../http/exchange.ts';
import { readForm } from '../http/form.ts';
import { invalid, missing, notFound, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { type HashAlgorithm, isHashAlgorithm } from '../digest.ts';
import { finishSession } from '../store/assemble.ts';
import type { StoredBytes } from '../store/blobs.ts';
import { chunkMap, receivedBytes, type Session } from '../store/sessions.ts';
import { requireSession } from './lookup.ts';
import { parseHash, parseWhole } from './session-form.ts';

/** Every chunk but the last has at least this many bytes; a constant that no call returns. */
const MIN_CHUNK_BYTES = 1024 ** 2;

/** Chunks of one session at a time. How Fast.io refuses more is not documented; here it is a 429 after a short wait. */
const MAX_IN_FLIGHT = 3;
const TURN_WAIT_MS = 500;
const TURN_PAUSE_MS = 10;

/** Chunks of a session, and the end of it. */
export const chunkRoutes: readonly Route[] = [
	{ method: 'POST', path: 'upload/:upload/chunk', handler: putChunk },
	{ method: 'GET', path: 'upload/:upload/chunk', handler: listChunks },
	{ method: 'DELETE', path: 'upload/:upload/chunk', handler: deleteChunk },
	{ method: 'POST', path: 'upload/:upload/complete', handler: complete }
];

async function putChunk(x: Exchange, state: State): Promise<Reply> {
	const session = requireOpenSession(x, state);
	await takeTurn(session);
	try {
		return await receiveChunk(x, state, session);
	} finally {
		session.inFlight -= 1;
	}
}

/** Counts a chunk in. One too many waits for a moment: the sender may have cut another off just now. */
async function takeTurn(session: Session): Promise<void> {
	const deadline = performance.now() + TURN_WAIT_MS;
	while (session.inFlight >= MAX_IN_FLIGHT) {
		if (performance.now() > deadline) throw tooManyInFlight();
		await sleep(TURN_PAUSE_MS);
	}
	session.inFlight += 1;
}

const tooManyInFlight = (): Refusal =>
	new Refusal(429, 1671, `At most ${MAX_IN_FLIGHT} chunks of a session may be in flight.`, {
		headers: { 'x-ve-limit-avail': '0', 'x-ve-limit-expires': String(Math.ceil(Date.now() / 1000) + 1) }
	});

async function receiveChunk(x: Exchange, state: State, session: Session): Promise<Reply> {
	const declared = x.query.get('hash_algo') ?? '';
	const digests: HashAlgorithm[] = isHashAlgorithm(declared) ? [declared] : [];
	if (session.discard && declared !== 'crc32c') digests.push('crc32c');
	const { fields, file } = await readForm(x, state, {
		required: ['chunk', 'order', 'size'],
		file: { field: 'chunk', maxBytes: state.settings.limits.chunkSize, digests, discard: session.discard }
	});
	const bytes = file?.bytes;
	try {
		for (const [name, value] of x.query) if (!fields.has(name)) fields.append(name, value);
		if (!bytes) throw missing('chunk');
		const order = checkChunk(state, session, fields, bytes);
		await checkChunkHash(state, fields, bytes);
		if (session.cancelled) throw notFound('The upload session');
		requireUploading(session);
		declareFileCrc(session, fields);
		const replaced = session.chunks.get(order);
		session.chunks.set(order, bytes);
		state.sessions.setStatus(session, 'uploading');
		if (replaced) await state.blobs.remove(replaced);
		return {};
	} catch (error) {
		if (bytes) await state.blobs.remove(bytes);
		throw error;
	}
}

function checkChunk(state: State, session: Session, fields: URLSearchParams, bytes: StoredBytes): number {
	const order = parseWhole(fields, 'order', 1);
	const size = parseWhole(fields, 'size', 0);
	if (order === undefined) throw missing('order');
	if (size === undefined) throw missing('size');
	if (order > state.settings.limits.chunks) {
		throw invalid('order', `The plan allows ${state.settings.limits.chunks} chunks in a session.`);
	}
	if (size !== bytes.size) throw invalid('size', `The chunk has ${bytes.size} bytes.`);
	const others = [...session.chunks].filter(([number]) => number !== order);
	const total = others.reduce((sum, [, chunk]) => sum + chunk.size, bytes.size);
	if (total > (session.size ?? 0))
		throw invalid('size', `The chunks are more than the ${session.size} declared bytes.`);
	if (bytes.size < MIN_CHUNK_BYTES && others.some(([number]) => number > order)) {
		throw invalid('size', `Every chunk but the last has at least ${MIN_CHUNK_BYTES} bytes.`);
	}
	const small = others.find(([number, chunk]) => number < order && chunk.size < MIN_CHUNK_BYTES);
	if (small)
		throw invalid('order', `Chunk ${small[0]} has under ${MIN_CHUNK_BYTES} bytes, so it is the last.`);
	return order;
}

async function checkChunkHash(state: State, fields: URLSearchParams, bytes: StoredBytes): Promise<void> {
	const hash = parseHash(fields);
	if (!hash) return;
	const computed = (await state.blobs.digest(bytes, [hash.algorithm])).get(hash.algorithm);
	if (computed === undefined) {
		throw invalid('hash_algo', 'Contents that are discarded are verified as the query asks, or not at all.');
	}
	if (computed !== hash.value.toLowerCase()) throw invalid('hash', 'The received chunk has another digest.');
}

/** Takes `file_crc32c`, the CRC-32C of the whole file, which may be said once per session and not changed. */
function declareFileCrc(session: Session, fields: URLSearchParams): void {
	const declared = fields.get('file_crc32c');
	if (declared === null) return;
	if (!/^[0-9a-f]{8}$/.test(declared)) throw invalid('file_crc32c', 'must be 8 lower-case hex digits');
	if ((session.hashes.get('crc32c') ?? declared) !== declared) {
		throw new Refusal(409, 10779, 'Another CRC-32C of the whole file was declared before.');
	}
	session.hashes.set('crc32c', declared);
}

function listChunks(x: Exchange, state: State): Reply {
	return { payload: { chunks: chunkMap(requireSession(x, state)) } };
}

async function deleteChunk(x: Exchange, state: State): Promise<Reply> {
	const session = requireOpenSession(x, state);
	const order = parseWhole(x.query, 'order', 1);
	if (order === undefined) throw missing('order');
	const chunk = session.chunks.get(order);
	if (!chunk) throw notFound(`Chunk ${order}`);
	session.chunks.delete(order);
	await state.blobs.remove(chunk);
	return {};
}

async function complete(x: Exchange, state: State): Promise<Reply> {
	await readForm(x, state);
	const session = requireSession(x, state);
	if (session.kind === 'stream') throw wrongKind('A stream session completes by itself.');
	if (session.integrityFailure) throw new Refusal(406, 10778, session.statusMessage);
	requireUploading(session);
	const received = receivedBytes(session);
	const numbered = [...session.chunks.keys()].every((order) => order <= session.chunks.size);
	if (received !== session.size || !numbered) {
		const text = `Received ${received} bytes in ${session.chunks.size} chunks, but size says ${session.size}.`;
		state.sessions.setStatus(session, 'assembly_failed', text);
		throw new Refusal(406, 10522, text);
	}
	void finishSession(state, session);
	return {};
}

function requireOpenSession(x: Exchange, state: State): Session {
	const session = requireSession(x, state);
	if (session.kind === 'stream') throw wrongKind('A stream session takes no chunks.');
	requireUploading(session);
	return session;
}

function requireUploading({ status }: Session): void {
	if (status !== 'ready' && status !== 'uploading') {
		throw new Refusal(406, 10566, `The upload session is not in a valid state for this: ${status}.`);
	}
}

const wrongKind = (text: string): Refusal => new Refusal(406, 10566, text);
