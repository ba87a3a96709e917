import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator } from 'sveltekit-fastio/emulator';
import type { Emulator } from 'sveltekit-fastio/emulator';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

interface CodeBlock {
	language: string;
	code: string;
	/** From a first line such as `// src/env.ts` or `<!-- src/routes/+page.svelte -->`. */
	file: string | undefined;
}

const blocks = codeBlocks(await readFile(join(root, 'README.md'), 'utf8'));
const files = blocks.filter((block) => block.file !== undefined);
const commands = blocks.filter((block) => block.language === 'bash').map((block) => block.code.trim());

test('every code block of the README is run below', () => {
	expect(commands).toEqual(['npm ci && npm run dev', 'npm ci && npm test', 'npm install sveltekit-fastio']);
	expect(files.length + commands.length).toBe(blocks.length);
});

test('`npm ci && npm test` is what CI runs on a clean clone', async () => {
	const ci = (await readFile(join(root, '.ci/run'), 'utf8')).split('\n');
	expect(ci.indexOf('npm test')).toBeGreaterThan(ci.indexOf('npm ci'));
	expect(ci).toContain('npm ci');
});

test('`npm run dev` serves the playground on the embedded emulator', async () => {
	const port = await freePort();
	const dev = await start('npm', ['run', 'dev'], { cwd: root, PORT: String(port) }, 'uploads go to');
	try {
		expect(dev.output()).toContain('the embedded emulator');
		const page = await fetch(`http://127.0.0.1:${port}/guide`);
		expect(page.status).toBe(200);
		expect(await page.text()).toContain('enctype="multipart/form-data"');
	} finally {
		await dev.stop();
	}
});

describe('an existing app with the files of the README and the packed tarball', () => {
	let app: string;
	let emulator: Emulator;
	beforeAll(async () => {
		emulator = await createEmulator();
		app = await createApp();
	});
	afterAll(async () => {
		await emulator.close();
		await rm(app, { recursive: true, force: true });
	});

	test('builds, and its first upload arrives in the workspace', async () => {
		for (const { file, code } of files) {
			await mkdir(dirname(join(app, file ?? '')), { recursive: true });
			await writeFile(join(app, file ?? ''), code);
		}
		await run('npx', ['vite', 'build', '--logLevel', 'warn'], { cwd: app });
		const port = await freePort();
		const server = await start(
			'node',
			['build'],
			{
				cwd: app,
				PORT: String(port),
				HOST: '127.0.0.1',
				PROTOCOL_HEADER: 'x-forwarded-proto',
				FASTIO_API_URL: emulator.url,
				FASTIO_API_TOKEN: emulator.token,
				FASTIO_WORKSPACE_ID: emulator.workspaceId
			},
			'Listening'
		);
		try {
			const origin = `http://127.0.0.1:${port}`;
			const page = await (
				await fetch(`${origin}/upload`, { headers: { 'x-forwarded-proto': 'http' } })
			).text();
			expect(page).toContain('type="file"');
			const form = new FormData();
			form.append('file', new File(['%PDF-1.7'], 'first.pdf', { type: 'application/pdf' }));
			const answer = await fetch(`${origin}/upload?/upload`, {
				method: 'POST',
				headers: { origin, accept: 'text/html', 'x-forwarded-proto': 'http' },
				body: form
			});
			expect(await answer.text()).toContain('File uploaded successfully: first.pdf');
			expect(emulator.files()).toMatchObject([{ name: 'first.pdf', size: 8 }]);
		} finally {
			await server.stop();
		}
	});
});

/** An empty SvelteKit app in a temporary folder: our dependencies linked, this package installed from its tarball. */
async function createApp(): Promise<string> {
	const app = await mkdtemp(join(tmpdir(), 'fastio-readme-'));
	const modules = join(app, 'node_modules');
	await mkdir(modules);
	for (const name of await readdir(join(root, 'node_modules'))) {
		if (name !== '.bin' && name !== '$app')
			await symlink(join(root, 'node_modules', name), join(modules, name));
	}
	await symlink(join(root, 'node_modules/.bin'), join(modules, '.bin'));
	const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', app], {
		cwd: root
	});
	const packed = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>)[0];
	await run('tar', ['-xzf', packed?.filename ?? '', '-C', app], { cwd: app });
	await cp(join(app, 'package'), join(modules, 'sveltekit-fastio'), { recursive: true });
	await mkdir(join(app, 'src'), { recursive: true });
	await writeFile(join(app, 'package.json'), '{ "name": "readme-app", "type": "module", "private": true }');
	await writeFile(
		join(app, 'vite.config.ts'),
		[
			"import adapter from '@sveltejs/adapter-node';",
			"import { sveltekit } from '@sveltejs/kit/vite';",
			'export default { plugins: [sveltekit({ adapter: adapter() })] };'
		].join('\n')
	);
	await writeFile(
		join(app, 'src/app.html'),
		'<!doctype html><html lang="en"><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>'
	);
	return app;
}

function codeBlocks(markdown: string): CodeBlock[] {
	return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gmsu)].map(([, language = '', code = '']) => ({
		language,
		code,
		file: /^(?:\/\/|<!--) (src\/\S+)/u.exec(code)?.[1]
	}));
}

interface Running {
	output(): string;
	stop(): Promise<void>;
}

/** Starts a command and resolves when its output says that it is ready. */
async function start(
	command: string,
	args: string[],
	{ cwd, ...env }: { cwd: string } & Record<string, string>,
	ready: string
): Promise<Running> {
	const child: ChildProcess = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
	let output = '';
	const exit = new Promise<void>((resolve) => child.on('exit', () => resolve()));
	await new Promise<void>((resolve, reject) => {
		const onOutput = (chunk: Buffer) => {
			output += chunk.toString();
			if (output.includes(ready)) resolve();
		};
		child.stdout?.on('data', onOutput);
		child.stderr?.on('data', onOutput);
		child.on('exit', (code) => reject(new Error(`${command} ended with ${code}: ${output}`)));
	});
	return {
		output: () => output,
		async stop() {
			// npm runs the command in a shell: the whole group has to go.
			if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
			await exit;
		}
	};
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	await new Promise((resolve) => server.close(resolve));
	return port;
}
