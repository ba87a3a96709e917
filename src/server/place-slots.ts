import { FastioError } from '../rules/errors.ts';
import { Turns } from '../multipart/turns.ts';
import type { TotalMeter } from './file-meter.ts';
import { checkHeld, placeHeld, readHeld } from './held-file.ts';
import { notKept } from './slot.ts';
import type { Slot } from './slot.ts';
import type { TicketHolder } from './upload-ticket.ts';

/** Files of one form that are placed at a time. */
const MAX_PLACING = 3;

/** What placing needs of the submission that the slots belong to. */
export interface PlacingContext {
	holder: TicketHolder;
	total: TotalMeter;
	/** A name that no other file of the submission has in its folder. */
	nameFor(name: string, folder?: string): string;
	/** Runs a step for one file; a failure is kept with it. */
	attempt(slot: Slot, step: () => Promise<void>): Promise<void>;
	/** Aborts with the first failure of an `atomic` submission. */
	spoilt: AbortSignal;
}

/** Checks the tokens of all slots in the order of the form, then places the files that they stand for. */
export async function placeSlots(slots: readonly Slot[], context: PlacingContext): Promise<void> {
	const { holder, attempt, spoilt } = context;
	const seen = new Set<string>();
	for (const slot of slots) await attempt(slot, () => check(slot, context, seen));
	const turns = new Turns(MAX_PLACING);
	for (const slot of slots) {
		const { held } = slot;
		if (!held) continue;
		const place = async () => {
			const { name, field } = slot.file;
			if (spoilt.aborted) throw notKept(name);
			const stored = await placeHeld(holder, held, name);
			slot.stored = field === undefined ? stored : { ...stored, field };
		};
		turns.add(() => attempt(slot, place));
	}
	await turns.idle();
}

async function check(
	slot: Slot,
	{ holder, total, nameFor }: PlacingContext,
	seen: Set<string>
): Promise<void> {
	const ticket = await readHeld(holder, slot.token ?? '');
	slot.file.name = ticket.name;
	if (seen.has(ticket.uploadId)) {
		throw new FastioError('malformed', `${ticket.name} is in the form twice, by the same token.`);
	}
	seen.add(ticket.uploadId);
	checkHeld(holder, ticket, total);
	slot.file.name = nameFor(ticket.name, ticket.relativePath);
	slot.held = ticket;
}
