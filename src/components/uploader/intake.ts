import { breathe, BATCH_FILES, candidateOf, identityOf } from './add.ts';
import type { Candidate } from './add.ts';
import type { Core } from './core.ts';
import type { Definition } from './definition.svelte.ts';
import { messageOf, uploaderError } from './errors.ts';
import { Item } from './item.svelte.ts';
import { checkFile, checkQueue } from './rules.ts';
import { isPending } from './states.ts';
import { tell } from './tell.ts';
import type { AddableFile, FileState, RefusedFile, UploaderError } from './types.ts';

/** Custom validators under way at a time: 4. */
const VALIDATORS = 4;

/** Checks files and appends those that pass to the list, in order. Never rejects. */
export async function takeIn(core: Core, { ask }: Definition, added: Iterable<AddableFile>): Promise<Item[]> {
	const { list, ended, options } = core;
	const items: Item[] = [];
	const refused = new Map<Candidate, UploaderError>();
	// Taken at once: the input may be emptied meanwhile.
	const all = Array.from(added, candidateOf);
	const error = await ask();
	// Kept for `retry()`, unless a validator would be passed by.
	const lost = error?.retryable && !options.validate ? error : undefined;
	for (let at = 0; at < all.length && !ended.aborted; at += BATCH_FILES) {
		if (at > 0) await breathe();
		const batch: Item[] = [];
		const waiting = options.validate ? 'checking' : core.paused ? 'paused' : undefined;
		const state: FileState = lost
			? { status: 'failed', error: lost, sentBytes: 0 }
			: { status: 'queued', waiting, sentBytes: 0 };
		for (const candidate of all.slice(at, at + BATCH_FILES)) {
			const why = (lost ? undefined : error) ?? checkCandidate(core, candidate);
			if (why) refused.set(candidate, why);
			else batch.push(new Item(core, candidate, state));
		}
		list.files = [...list.files, ...batch];
		items.push(...batch);
	}
	refuse(core, refused);
	if (items.length > 0) tell(options.onadded, items);
	if (lost) for (const item of items) tell(options.onfailed, item, lost);
	return items;
}

/** Why a file can't come into the queue; `undefined` when it can. */
export function checkCandidate(core: Core, candidate: Candidate): UploaderError | undefined {
	const { list, capabilities } = core;
	const { source } = candidate;
	const strings = core.strings();
	if (list.live.has(identityOf(candidate))) return uploaderError('custom', strings.duplicate(source.name));
	return (
		capabilities &&
		(checkFile(source, capabilities, strings) ?? checkQueue(source.size, list, capabilities, strings))
	);
}

/** Lets the app's own rule decide about files that came in, a batch at a time. */
export async function validateAll(core: Core, items: readonly Item[]): Promise<void> {
	for (let at = 0; at < items.length; at += BATCH_FILES) {
		const refused = new Map<Candidate, UploaderError>();
		const rest = items.slice(at, at + BATCH_FILES).values();
		const lane = async () => {
			for (const item of rest) {
				const message = await validateOne(core, item);
				if (message) refused.set(item, uploaderError('custom', message));
			}
		};
		await Promise.all(Array.from({ length: VALIDATORS }, lane));
		core.list.drop((item) => refused.has(item));
		refuse(core, refused);
	}
}

/** The sentence that refuses it; else it is queued, or was stopped meanwhile. */
async function validateOne(core: Core, item: Item): Promise<string | undefined> {
	if (!isPending(item.own)) return undefined;
	const { signal } = (item.control = new AbortController());
	const { source, relativePath } = item;
	let message: string | undefined | void;
	try {
		message = await core.options.validate?.(source, { signal, relativePath });
	} catch (thrown) {
		message = messageOf(thrown);
	}
	if (signal.aborted) return undefined;
	item.control = undefined;
	if (message) return message;
	item.queue(core.paused ? 'paused' : undefined);
	core.passed();
	return undefined;
}

/** Puts refused files on their list, and tells the app. */
export function refuse({ list, options }: Core, why: ReadonlyMap<Candidate, UploaderError>): void {
	if (why.size === 0) return;
	const refused = Array.from(why, ([{ source, relativePath }, error]): RefusedFile => ({
		file: source,
		relativePath,
		error
	}));
	list.refused = [...list.refused, ...refused];
	tell(options.onrefused, refused);
}
