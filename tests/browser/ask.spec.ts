import { readFile } from 'node:fs/promises';
import {
	ask,
	DOCUMENTS,
	EVIL,
	expect,
	MENU,
	openAsk,
	REPORT,
	sources,
	test,
	turnIn,
	upload
} from './support/ask-app.ts';
import { expectAccessible } from './support/axe.ts';
import { cableTo } from './support/cable.ts';

/** Between two pieces of an answer that has dozens. */
const SLOW_MS = 1_000;
const FERRY = 'When does the ferry leave?';

test.skip(({ wire }) => wire === 'v1', 'the v1 API answers no questions');

test('documents become ready, the answer grows, and its citation leads to the file and names the page', async ({
	page,
	polled: { url, emulator }
}) => {
	emulator.configure({ ask: { delayMs: 200, deltaMs: 100 } });
	await openAsk(page, url);
	await expectAccessible(page, 'empty');
	await upload(page);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(DOCUMENTS.length);
	await ask(page, FERRY);
	const growing = turnIn(page, 'asking').locator('[data-fastio-answer]');
	await expect(growing).toContainText('This answer');
	const before = (await growing.innerText()).length;
	await expect.poll(async () => (await growing.innerText()).length).toBeGreaterThan(before);
	await expect(turnIn(page, 'asking')).toHaveAttribute('aria-busy', 'true');
	await expectAccessible(page, 'growing');
	await expect(turnIn(page, 'answered')).toContainText('annual report.pdf, page 2');
	await expect(page.getByRole('status').filter({ hasText: 'Answered, with 1 source.' })).toBeAttached();
	await expectAccessible(page, 'answered');

	const { id } = emulator.files().find(({ name }) => name === REPORT.name)!;
	const href = `/api/fastio/library/files/${id}/content?inline#page=2`;
	const snippet = expect.stringContaining('The ferry leaves at seven from pier nine.');
	expect(await sources(page)).toEqual([{ text: 'annual report.pdf · page 2', href, snippet }]);
	// Chromium takes the new tab away again, and tells the page that opened it.
	const downloaded = page.waitForEvent('download');
	await page.getByRole('link', { name: 'annual report.pdf' }).click();
	const download = await downloaded;
	expect(download.suggestedFilename()).toBe(REPORT.name);
	expect(await readFile(await download.path())).toEqual(await readFile(REPORT.path));
});

test('a citation of plain text opens it', async ({ page, polled: { url } }) => {
	await openAsk(page, url);
	await upload(page);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(DOCUMENTS.length);
	await ask(page, 'What do parrots eat?');
	const opened = page.context().waitForEvent('page');
	await page.getByRole('link', { name: EVIL.name }).click();
	const tab = await opened;
	await expect(tab.locator('pre')).toContainText('Parrots eat <b>seeds</b> <script>');
});

test('without JavaScript the same question gives the same answer and citations', async ({
	page,
	browser,
	polled: { url, emulator }
}) => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const off = await context.newPage();
	await openAsk(off, url, false);
	await off.locator('input[type="file"]').setInputFiles(DOCUMENTS.map(({ path }) => path));
	await off.getByRole('button', { name: 'Upload File' }).click();
	await expect.poll(() => emulator.files().every(({ aiState }) => aiState === 'indexed')).toBe(true);
	await ask(off, FERRY);
	await openAsk(page, url);
	await ask(page, FERRY);
	await expect(turnIn(page, 'answered')).toBeVisible();
	const [answer, question] = ['[data-fastio-answer]', '[data-fastio-question]'];
	expect(await off.locator(answer).innerText()).toBe(await page.locator(answer).innerText());
	expect(await off.locator(question).innerText()).toBe(await page.locator(question).innerText());
	expect(await sources(off)).toEqual(await sources(page));
	await expectAccessible(page, 'answered');

	// It goes on with the conversation, keeps the choice, and after a failure the question too.
	await off.getByLabel(MENU.name).check();
	await ask(off, 'When is there soup?');
	await expect(off.locator(answer)).toContainText('There is soup on Fridays');
	await expect(off.getByLabel(MENU.name)).toBeChecked();
	emulator.configure({ ask: { outcome: 'failed' } });
	await ask(off, 'And on Mondays?');
	await expect(off.getByRole('alert')).toHaveText('Fast.io could not answer the question.');
	await expect(off.getByLabel('Your question')).toHaveValue('And on Mondays?');
	await expect(off.getByLabel(MENU.name)).toBeChecked();
	emulator.configure({ ask: { outcome: 'answer' } });
	await off.getByRole('button', { name: 'Ask', exact: true }).click();
	await expect(turnIn(off, 'answered')).toHaveCount(1);
	await context.close();
});

test('markup in questions, answers and names of files is text', async ({ page, polled: { url } }) => {
	await openAsk(page, url);
	await upload(page);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(DOCUMENTS.length);
	const question = 'Which seeds do <img src=x onerror="document.title=1"> parrots eat?';
	await ask(page, question);
	await expect(turnIn(page, 'answered')).toContainText('<script>document.title = 1</script>');
	await expect(page.locator('[data-fastio-question]')).toContainText(question);
	await expect(page.getByLabel(EVIL.name)).toBeVisible();
	expect(await sources(page)).toMatchObject([{ text: EVIL.name }]);
	await expect(page.locator('[data-fastio-ask] :is(img, script, b)')).toHaveCount(0);
	expect(await page.title()).toContain('Ask');
});

test('a question is stopped, at Fast.io too, and asked again', async ({
	page,
	polled: { url, emulator }
}) => {
	await openAsk(page, url);
	await upload(page, [MENU]);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(1);
	emulator.configure({ ask: { delayMs: 0, deltaMs: SLOW_MS } });
	await ask(page, 'When is there soup?');
	await expect(turnIn(page, 'asking').locator('[data-fastio-answer]')).not.toBeEmpty();
	await page.getByRole('button', { name: 'Stop' }).click();
	await expect(turnIn(page, 'cancelled')).toContainText('Stopped.');
	await expect(page.getByLabel('Your question')).toBeFocused();
	await expectAccessible(page, 'stopped');
	await expect.poll(() => emulator.chats()[0]!.turns.map(({ status }) => status)).toEqual(['cancelled']);
	emulator.configure({ ask: { deltaMs: 0 } });
	await page.getByRole('button', { name: 'Ask again' }).click();
	await expect(turnIn(page, 'answered')).toContainText('soup on Fridays');
	await expect(page.locator('[data-fastio-turn]')).toHaveCount(1);
});

test('a failure is told, keeps the question, and may be asked again', async ({
	page,
	polled: { url, emulator }
}) => {
	await openAsk(page, url);
	await upload(page, [MENU]);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(1);
	emulator.configure({ ask: { outcome: 'failed' } });
	await ask(page, 'When is there soup?');
	await expect(page.getByRole('alert')).toHaveText('Fast.io could not answer the question.');
	const question = page.getByLabel('Your question');
	await expect(question).toHaveValue('When is there soup?');
	await expect(question).toHaveAccessibleDescription('Fast.io could not answer the question.');
	await expectAccessible(page, 'failed');
	emulator.configure({ ask: { outcome: 'answer' } });
	await page.getByRole('button', { name: 'Ask again' }).click();
	await expect(turnIn(page, 'answered')).toBeVisible();
	await expect(question).toHaveValue('');

	await page.route('**/api/fastio/library/ask', (route) => route.abort());
	await ask(page, 'And on Mondays?');
	await expect(page.getByRole('alert')).toContainText('The connection was lost');
	await page.getByRole('button', { name: 'New conversation' }).click();
	await expect(page.getByText('Nothing has been asked so far.')).toBeVisible();
});

test('the keyboard alone asks, chooses files, begins a line, and reaches the sources', async ({
	page,
	polled: { url, emulator }
}) => {
	await openAsk(page, url);
	await upload(page);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(DOCUMENTS.length);
	await page.getByLabel(MENU.name).focus();
	await page.keyboard.press('Space');
	await page.getByLabel('Your question').focus();
	await page.keyboard.type('When is there');
	await page.keyboard.press('Shift+Enter');
	await page.keyboard.type('soup?');
	await page.keyboard.press('Enter');
	await expect(turnIn(page, 'answered')).toContainText('soup on Fridays');
	await expect(page.locator('[data-fastio-question]')).toContainText('When is there\nsoup?', {
		useInnerText: true
	});
	await expect(page.getByLabel('Your question')).toBeFocused();
	expect(emulator.chats()).toMatchObject([{ turns: [{ question: 'When is there\nsoup?' }] }]);
	expect((await sources(page)).map(({ text }) => text)).toEqual([MENU.name]);
	for (let at = 0; at < DOCUMENTS.length; at++) await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Shift+Tab');
	await expect(page.getByRole('link', { name: MENU.name })).toBeFocused();
});

test('Enter that ends a word of an input method does not send', async ({
	page,
	polled: { url, emulator }
}) => {
	await openAsk(page, url);
	const question = page.getByLabel('Your question');
	await question.fill('にほん');
	for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
		await question.dispatchEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true, ...init });
	}
	await expect(question).toHaveValue('にほん');
	await expect(page.locator('[data-fastio-turn]')).toHaveCount(0);
	expect(emulator.chats()).toEqual([]);
	await question.press('Enter');
	await expect(page.locator('[data-fastio-turn]')).toHaveCount(1);
});

test('a connection that breaks in the middle leaves what had come, and ends the question at Fast.io', async ({
	page,
	polled: { url, emulator }
}) => {
	await using cable = await cableTo(url);
	await openAsk(page, cable.url);
	await upload(page, [MENU]);
	await expect(page.locator('[data-fastio-file="ready"]')).toHaveCount(1);
	emulator.configure({ ask: { delayMs: 0, deltaMs: SLOW_MS } });
	await ask(page, 'When is there soup?');
	await expect(turnIn(page, 'asking').locator('[data-fastio-answer]')).not.toBeEmpty();
	cable.cut();
	await expect(page.getByRole('alert')).toContainText(
		'The connection was lost before the answer was complete.'
	);
	await expect(turnIn(page, 'failed').locator('[data-fastio-answer]')).toContainText('This answer');
	await expect(page.getByRole('button', { name: 'Ask again' })).toBeVisible();
	await expect.poll(() => emulator.chats()[0]!.turns.map(({ status }) => status)).toEqual(['cancelled']);
});
