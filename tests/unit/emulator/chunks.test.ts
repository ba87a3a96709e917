import { describe, expect, it } from 'vitest';
import { createDigest } from '../../../src/emulator/digest.ts';
import { MiB, multipart, openUpload, pattern, sha256, startEmulator, until } from './support.ts';

const { emulator, form, get, del, call, session, chunk, settled } = await startEmulator();

const crc32c = (content: Uint8Array): string => {
	const digest = createDigest('crc32c');
	digest.update(content);
	return digest.digest();
};

describe('chunks', () => {
	it('make one file, in whatever order they arrive', async () => {
		const content = pattern(3 * MiB + 5);
		const id = await session({ name: 'c.bin', size: String(content.length) });
		await Promise.all(
			[4, 2, 1, 3].map((order) => chunk(id, order, content.subarray((order - 1) * MiB, order * MiB)))
		);
		const { chunks } = (await get(`/upload/${id}/chunk/`)).json;
		expect(chunks).toEqual({ 1: MiB, 2: MiB, 3: MiB, 4: 5 });
		expect((await form(`/upload/${id}/complete/`, {})).status).toBe(200);
		expect((await settled(id)).status).toBe('complete');
		expect(emulator.files()).toMatchObject([
			{ size: content.length, sha256: sha256(content), via: 'chunks' }
		]);
	});

	it('take order and size as fields of the form too', async () => {
		const id = await session({ name: 'c.bin', size: '3' });
		const body = multipart({ order: '1', size: '3' }, 'chunk', new Blob(['abc']));
		expect((await call('POST', `/upload/${id}/chunk/`, { body })).status).toBe(200);
	});

	it('replace one another when sent again under the same number', async () => {
		const id = await session({ name: 'c.bin', size: '3' });
		await chunk(id, 1, 'old');
		await chunk(id, 1, 'new');
		await form(`/upload/${id}/complete/`, {});
		await settled(id);
		expect(emulator.files()).toMatchObject([{ sha256: sha256('new') }]);
	});

	it('are counted and verified without being kept where contents are discarded', async () => {
		emulator.configure({ contents: 'discard' });
		const content = pattern(2 * MiB + 5);
		const slice = (order: number) => content.subarray((order - 1) * MiB, order * MiB);
		const hashed = (order: number) => ({ hash: crc32c(slice(order)), hash_algo: 'crc32c' });
		const send = async (file_crc32c: string): Promise<string> => {
			const id = await session({ name: 'c.bin', size: String(content.length) });
			expect((await chunk(id, 2, slice(2), hashed(1))).json.error.code).toBe(10023);
			await chunk(id, 2, slice(2), hashed(2));
			await chunk(id, 1, slice(1));
			await chunk(id, 3, slice(3), { ...hashed(3), file_crc32c });
			await form(`/upload/${id}/complete/`, {});
			return (await settled(id)).status;
		};
		expect(await send('00000000')).toBe('assembly_failed');
		expect(emulator.files()).toEqual([]);
		expect(await send(crc32c(content))).toBe('complete');
		expect(emulator.files()).toMatchObject([
			{ size: content.length, sha256: undefined, crc32c: crc32c(content) }
		]);
		const id = emulator.files()[0]!.id;
		const read = await get(`/workspace/${emulator.workspaceId}/storage/${id}/read/`);
		expect(read.json.error.code).toBe(146950);
		const details = await get(`/workspace/${emulator.workspaceId}/storage/${id}/details/`);
		expect(details.json.node).toMatchObject({ size: content.length, crc32c: crc32c(content) });
		expect(details.json.node).not.toHaveProperty('hash');
	});

	it('are kept under contents: discard where another digest of the whole is to be verified', async () => {
		emulator.configure({ contents: 'discard' });
		const id = await session({ name: 'c.bin', size: '3', hash: sha256('abc'), hash_algo: 'sha256' });
		await chunk(id, 1, 'abc');
		await form(`/upload/${id}/complete/`, {});
		expect((await settled(id)).status).toBe('complete');
		expect(emulator.files()).toMatchObject([{ sha256: sha256('abc') }]);
	});

	it('can be dropped and sent again', async () => {
		const id = await session({ name: 'c.bin', size: '3' });
		await chunk(id, 1, 'abc');
		expect((await del(`/upload/${id}/chunk/?order=1`)).status).toBe(200);
		expect((await get(`/upload/${id}/chunk/`)).json.chunks).toEqual({});
		expect((await del(`/upload/${id}/chunk/?order=1`)).status).toBe(404);
		expect((await chunk(id, 1, 'abc')).status).toBe(200);
	});

	it('are refused when their size is not the declared one, their number is no number, or the part is missing', async () => {
		const id = await session({ name: 'c.bin', size: '3' });
		expect((await chunk(id, 1, 'abc', { size: '2' })).status).toBe(406);
		expect((await chunk(id, 0, 'abc')).status).toBe(406);
		expect((await chunk(id, 1, 'abc', { order: 'x' })).status).toBe(406);
		const { json } = await call('POST', `/upload/${id}/chunk/?order=1&size=3`, { body: new FormData() });
		expect(json.error.code).toBe(10022);
		expect((await get(`/upload/${id}/chunk/`)).json.chunks).toEqual({});
	});

	it('have at least 1 MiB but for the last', async () => {
		const id = await session({ name: 'c.bin', size: String(3 * MiB) });
		expect((await chunk(id, 2, pattern(MiB))).status).toBe(200);
		expect((await chunk(id, 1, pattern(MiB - 1))).status).toBe(406);
		expect((await chunk(id, 3, pattern(10))).status).toBe(200);
		expect((await chunk(id, 4, pattern(MiB))).status).toBe(406);
	});

	it('are never more bytes together than the session declared', async () => {
		const id = await session({ name: 'c.bin', size: String(MiB + 5) });
		await chunk(id, 1, pattern(MiB));
		expect((await chunk(id, 2, pattern(6))).status).toBe(406);
		expect((await chunk(id, 2, pattern(5))).status).toBe(200);
	});

	it('keep to the plan: chunk_size in bytes and the count of chunks', async () => {
		emulator.configure({ limits: { chunkSize: 2 * MiB, chunks: 2 } });
		const id = await session({ name: 'c.bin', size: String(8 * MiB) });
		expect((await chunk(id, 1, pattern(2 * MiB))).status).toBe(200);
		expect((await chunk(id, 2, pattern(2 * MiB + 1))).status).toBe(413);
		expect((await chunk(id, 3, pattern(2 * MiB))).status).toBe(406);
	});

	it('are refused for an unknown session with 404, without reading their body', async () => {
		expect((await chunk('5aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, pattern(8 * MiB))).status).toBe(404);
	});

	it('that are cut short are not kept', async () => {
		const id = await session({ name: 'c.bin', size: String(MiB) });
		const socket = await openUpload(emulator, `/current/upload/${id}/chunk/?order=1&size=${MiB}`, {
			length: MiB,
			sent: Buffer.from('--b\r\ncontent-disposition: form-data; name="chunk"; filename="x"\r\n\r\nabc'),
			type: 'multipart/form-data; boundary=b'
		});
		const open = emulator.openConnections();
		socket.destroy();
		await until(() => expect(emulator.openConnections()).toBeLessThan(open));
		expect((await get(`/upload/${id}/chunk/`)).json.chunks).toEqual({});
	});
});

describe('completing', () => {
	it('before all bytes are there answers 406/10522 and ends the session', async () => {
		const id = await session({ name: 'c.bin', size: String(2 * MiB) });
		await chunk(id, 1, pattern(MiB));
		const { status, json } = await form(`/upload/${id}/complete/`, {});
		expect([status, json.error.code]).toEqual([406, 10522]);
		expect((await chunk(id, 2, pattern(MiB))).status).toBe(406);
		expect((await settled(id)).status).toBe('assembly_failed');
	});

	it('a second time is a harmless state error', async () => {
		const id = await session({ name: 'c.bin', size: '3' });
		await chunk(id, 1, 'abc');
		await form(`/upload/${id}/complete/`, {});
		expect((await form(`/upload/${id}/complete/`, {})).status).toBe(406);
		expect((await settled(id)).status).toBe('complete');
	});
});

describe('digests of chunks', () => {
	it.each([
		['md5', '900150983cd24fb0d6963f7d28e17f72'],
		['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
		['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
		[
			'sha384',
			'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'
		],
		['crc32c', '364b3fb7']
	])('are checked: %s', async (hash_algo, hash) => {
		const id = await session({ name: 'c.bin', size: '3' });
		expect((await chunk(id, 1, 'abc', { hash, hash_algo })).status).toBe(200);
		expect((await chunk(id, 1, 'abd', { hash, hash_algo })).status).toBe(406);
	});

	it('of the whole file are checked when it is assembled, and nothing is stored of a wrong one', async () => {
		const content = pattern(MiB + 3);
		const id = await session({ name: 'c.bin', size: String(content.length) });
		await chunk(id, 1, content.subarray(0, MiB));
		await chunk(id, 2, content.subarray(MiB), { file_crc32c: '00000000' });
		await form(`/upload/${id}/complete/`, {});
		expect(await settled(id)).toMatchObject({
			status: 'assembly_failed',
			integrity_failure: { expected_crc32c: '00000000', computed_crc32c: crc32c(content) }
		});
		expect((await form(`/upload/${id}/complete/`, {})).json.error.code).toBe(10778);
		expect(emulator.files()).toEqual([]);
	});

	it('of the whole file fit when they fit', async () => {
		const content = pattern(MiB + 3);
		const id = await session({ name: 'c.bin', size: String(content.length) });
		await chunk(id, 1, content.subarray(0, MiB));
		await chunk(id, 2, content.subarray(MiB), { file_crc32c: crc32c(content) });
		await form(`/upload/${id}/complete/`, {});
		expect((await settled(id)).status).toBe('complete');
	});

	it('of the whole file are all checked, when the session declared one and a chunk another', async () => {
		const fields = { name: 'c.bin', size: '3', hash: sha256('abc'), hash_algo: 'sha256' };
		for (const [file_crc32c, status] of [
			['364b3fb7', 'complete'],
			['00000000', 'assembly_failed']
		] as const) {
			const id = await session(fields);
			await chunk(id, 1, 'abc', { file_crc32c });
			await form(`/upload/${id}/complete/`, {});
			expect((await settled(id)).status).toBe(status);
		}
	});

	it('of the whole file may not change: 409/10779', async () => {
		const id = await session({ name: 'c.bin', size: '3' });
		await chunk(id, 1, 'abc', { file_crc32c: '364b3fb7' });
		expect((await chunk(id, 1, 'abc', { file_crc32c: '364b3fb7' })).status).toBe(200);
		const { status, json } = await chunk(id, 1, 'abc', { file_crc32c: '364b3fb8' });
		expect([status, json.error.code]).toEqual([409, 10779]);
	});

	it('of CRC-32C have the published check values', () => {
		expect(crc32c(Buffer.from('123456789'))).toBe('e3069283');
		expect(crc32c(Buffer.alloc(0))).toBe('00000000');
		expect(crc32c(Buffer.alloc(32))).toBe('8a9136aa');
	});
});
