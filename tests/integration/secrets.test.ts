import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/playground-target.ts';
import { createEmulator } from '../../src/emulator.ts';
import { multipartBody } from '../support/multipart.ts';
import { signDelivery } from '../support/sign-delivery.ts';

const SECRETS = {
	FASTIO_API_TOKEN: 'fio_TOKENthatMustNotLeak/0123+456789',
	FASTIO_SESSION_SECRET: 'session-SECRET-that-must-not-leak',
	FASTIO_WEBHOOK_SECRET: 'webhook-SECRET-that-must-not-leak'
};

/** Every spelling in which a secret would be as good as itself. */
const spellings = Object.entries(SECRETS).flatMap(([name, secret]) => [
	[name, secret],
	[`${name}, percent-encoded`, encodeURIComponent(secret)],
	[`${name}, base64`, Buffer.from(secret).toString('base64').replace(/=+$/u, '')],
	[`${name}, base64url`, Buffer.from(secret).toString('base64url')],
	[`${name}, hex`, Buffer.from(secret).toString('hex')]
]) as [string, string][];

/** The names of the secrets in a text. */
const leaksIn = (text: string) =>
	spellings.filter(([, secret]) => text.includes(secret)).map(([name]) => name);

/** The built playground with these secrets, and all that it writes. */
async function startApp(apiUrl: string, workspaceId: string) {
	let output = '';
	const child = fork(`${ROOT}scripts/serve.js`, {
		env: {
			...process.env,
			...SECRETS,
			FASTIO_API_URL: apiUrl,
			FASTIO_WORKSPACE_ID: workspaceId,
			HOST: '127.0.0.1',
			PORT: '0',
			BODY_SIZE_LIMIT: 'Infinity',
			NODE_ENV: 'production'
		},
		stdio: ['ignore', 'pipe', 'pipe', 'ipc']
	});
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
	const [{ port }] = (await once(child, 'message')) as [{ port: number }];
	return {
		url: `http://127.0.0.1:${port}`,
		output: () => output,
		async [Symbol.asyncDispose]() {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		}
	};
}

/** A Fast.io that repeats the token in everything it says. */
async function startEcho(status: number) {
	const answer = (req: IncomingMessage, res: ServerResponse) => {
		const said = `No: ${req.headers.authorization} ${encodeURIComponent(SECRETS.FASTIO_API_TOKEN)}`;
		req.resume();
		req.on('end', () => {
			res.writeHead(status, {
				'content-type': 'application/json',
				'x-echo': said,
				'x-ve-reqid': 'request-1',
				'www-authenticate': said,
				...(status === 307 ? { location: `/elsewhere?${said}` } : {})
			});
			res.end(
				JSON.stringify({
					result: false,
					message: said,
					error: { code: 1, text: said, params: { reason: said } }
				})
			);
		});
	};
	const server = createServer(answer).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
}

/** Calls every page and route once, as a visitor; resolves with all that they answered. */
async function visitAll(url: string): Promise<string> {
	const form = multipartBody([{ name: 'file', fileName: 'a.txt', type: 'text/plain', content: 'hello' }]);
	const post = { method: 'POST', headers: { origin: url, 'content-type': 'text/plain' }, body: 'hello' };
	const formPost = {
		method: 'POST',
		headers: { origin: url, 'content-type': form.contentType, accept: 'application/json' },
		body: form.bytes
	};
	const mount = '/api/fastio/documents';
	const hook = '/api/webhooks/fastio';
	const delivery = (body: string, secret = SECRETS.FASTIO_WEBHOOK_SECRET) => ({
		method: 'POST',
		headers: { 'content-type': 'application/json', ...signDelivery('hex', secret, body) },
		body
	});
	const open = JSON.stringify({ name: 'a.txt', type: 'text/plain', size: 5 });
	const calls: [string, RequestInit?][] = [
		...['/', '/guide', '/files', '/form', '/dropzone', '/headless', '/limits', '/profile', '/nowhere'].map(
			(path): [string] => [path]
		),
		['/guide?/upload', formPost],
		['/profile', formPost],
		['/api/stream', post],
		[hook, delivery('{"type":"file.indexed","data":{"file_id":"f"}}')],
		[hook, delivery('{"type":"file.indexed"}')],
		[hook, delivery('{}', 'another secret')],
		[`${mount}/capabilities`],
		[`${mount}/files`],
		[`${mount}/files`, post],
		[`${mount}/files`, { ...post, headers: { ...post.headers, origin: 'https://evil.test' } }],
		[`${mount}/files/2aaaaaaaaaaaaaaaaaaaaaaaaaaaa`],
		[`${mount}/files/2aaaaaaaaaaaaaaaaaaaaaaaaaaaa/content`],
		[`${mount}/uploads`, { ...post, body: open }],
		[`${mount}/uploads/forged.id`],
		[`${mount}/nothing`]
	];
	let answers = '';
	for (const [path, init] of calls) {
		const response = await fetch(url + path, { redirect: 'manual', ...init });
		answers += `${path} ${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}\n`;
	}
	return answers;
}

test('the scan finds each secret in each spelling', () => {
	expect(leaksIn(spellings.map(([, secret]) => secret).join(' '))).toHaveLength(spellings.length);
	expect(leaksIn('nothing of it')).toEqual([]);
});

test('no secret is in an answer, a page or a log when all goes well', async () => {
	await using emulator = await createEmulator({ token: SECRETS.FASTIO_API_TOKEN });
	await using app = await startApp(emulator.url, emulator.workspaceId);
	const answers = await visitAll(app.url);
	expect(answers).toContain('"success":true');
	expect(answers).toContain('{"received":true}');
	expect(leaksIn(answers)).toEqual([]);
	expect(leaksIn(app.output())).toEqual([]);
});

test.each([400, 401, 403, 404, 429, 500, 307])(
	'nor when Fast.io repeats the token in an answer of %i',
	async (status) => {
		await using echo = await startEcho(status);
		await using app = await startApp(`${echo.url}/current`, '4000000000000000000');
		const answers = await visitAll(app.url);
		expect(answers).toContain('"success":false');
		expect(leaksIn(answers)).toEqual([]);
		expect(leaksIn(app.output())).toEqual([]);
	}
);

test('nor are they, or the names of their variables, in what browsers load', () => {
	const client = `${ROOT}playground/build/client`;
	const files = readdirSync(client, { recursive: true, withFileTypes: true }).filter((entry) =>
		entry.isFile()
	);
	expect(files.length).toBeGreaterThan(10);
	for (const file of files) {
		const text = readFileSync(`${file.parentPath}/${file.name}`, 'latin1');
		expect([file.name, leaksIn(text), Object.keys(SECRETS).filter((name) => text.includes(name))]).toEqual([
			file.name,
			[],
			[]
		]);
	}
});
