import { BATCH_FILES, breathe, candidateOf, inTurns } from './add.ts';
import type { Candidate } from './add.ts';
import type { Definition } from './definition.svelte.ts';
import { messageOf, uploaderError } from './errors.ts';
import { Item } from './item.svelte.ts';
import type { ItemHost } from './item.svelte.ts';
import type { Transport } from './job.ts';
import type { List } from './list.svelte.ts';
import { checkFile, checkQueue } from './rules.ts';
import { isPending } from './states.ts';
import { tell } from './tell.ts';
import type { AddableFile, FileState, RefusedFile, UploaderError } from './types.ts';

/** What adding files needs of the queue. */
export interface Intake {
	readonly list: List;
	readonly definition: Definition;
	readonly transport: Transport;
	readonly host: ItemHost;
	/** No more files are taken. */
	readonly ended: AbortSignal;
	paused(): boolean;
	/** Files that waited for a validator may start. */
	passed(): void;
}

/** Checks files and appends those that pass to the list, in order. Never rejects. */
export async function takeIn(intake: Intake, added: Iterable<AddableFile>): Promise<Item[]> {
	const { list, definition, transport, host, ended } = intake;
	const { options } = transport;
	const items: Item[] = [];
	const refused: RefusedFile[] = [];
	// Taken at once: the input may be emptied meanwhile.
	const all = Array.from(added);
	let error = await definition.ask();
	if (options.hold && transport.capabilities?.features.tokens === false) {
		error = uploaderError('unsupported', transport.strings().notUnderstood(501));
	}
	// Kept for `retry()`, unless a validator would be passed by.
	const lost = error?.retryable && !options.validate ? error : undefined;
	for (let at = 0; at < all.length && !ended.aborted; at += BATCH_FILES) {
		if (at > 0) await breathe();
		const batch: Item[] = [];
		for (const candidate of all.slice(at, at + BATCH_FILES).map(candidateOf)) {
			const why = (lost ? undefined : error) ?? checkCandidate(intake, candidate);
			if (why) refused.push(refusal(candidate, why));
			else batch.push(new Item(host, candidate, firstState(intake, lost)));
		}
		list.files = [...list.files, ...batch];
		items.push(...batch);
	}
	refuse(intake, refused);
	if (items.length > 0) tell(options.onadded, items);
	if (lost) for (const item of items) tell(options.onfailed, item, lost);
	return items;
}

/** Why a file can't come into the queue; `undefined` when it can. */
export function checkCandidate({ transport, list }: Intake, candidate: Candidate): UploaderError | undefined {
	const { source } = candidate;
	const { capabilities } = transport;
	const { tally } = list;
	const strings = transport.strings();
	if (tally.has(candidate)) return uploaderError('custom', strings.duplicate(source.name));
	return (
		capabilities &&
		(checkFile(source, capabilities, strings) ?? checkQueue(source.size, tally.live, capabilities, strings))
	);
}

function firstState({ transport, paused }: Intake, lost: UploaderError | undefined): FileState {
	if (lost) return { status: 'failed', error: lost, sentBytes: 0 };
	const waiting = transport.options.validate ? 'checking' : paused() ? 'paused' : undefined;
	return { status: 'queued', waiting, sentBytes: 0 };
}

/** Lets the app's own rule decide about files that came in, a batch at a time. */
export async function validateAll(intake: Intake, items: readonly Item[]): Promise<void> {
	for (let at = 0; at < items.length; at += BATCH_FILES) {
		const refused = new Map<Item, RefusedFile>();
		await inTurns(items.slice(at, at + BATCH_FILES), async (item) => {
			const message = await validateOne(intake, item);
			if (message) refused.set(item, refusal(item, uploaderError('custom', message)));
		});
		intake.list.drop((item) => refused.has(item));
		refuse(intake, [...refused.values()]);
	}
}

/** The sentence that refuses it; else it is queued, or was stopped meanwhile. */
async function validateOne(intake: Intake, item: Item): Promise<string | undefined> {
	if (!isPending(item.own)) return undefined;
	const control = (item.control = new AbortController());
	const { signal } = control;
	const { source, relativePath } = item;
	let message: string | undefined | void;
	try {
		message = await intake.transport.options.validate?.(source, { signal, relativePath });
	} catch (thrown) {
		message = messageOf(thrown);
	}
	if (signal.aborted) return undefined;
	item.control = undefined;
	if (message) return message;
	item.queue(intake.paused() ? 'paused' : undefined);
	intake.passed();
	return undefined;
}

export function refusal({ source, relativePath }: Candidate, error: UploaderError): RefusedFile {
	return { file: source, relativePath, error };
}

/** Puts refused files on their list, and tells the app. */
export function refuse({ list, transport }: Intake, refused: RefusedFile[]): void {
	if (refused.length === 0) return;
	list.refused = [...list.refused, ...refused];
	tell(transport.options.onrefused, refused);
}
