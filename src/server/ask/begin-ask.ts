import type { RequestEvent } from '@sveltejs/kit';
import type { AskAnswer, AskStream } from '../../api.ts';
import type { PageAnswer } from '../../rules/ask.ts';
import { FastioError } from '../../rules/errors.ts';
import { accountOf } from '../account.ts';
import { admitHolder } from '../admit.ts';
import type { Definition } from '../define.ts';
import type { Leave } from '../limits/gate.ts';
import type { TicketHolder } from '../upload-ticket.ts';
import type { AskRequest, ReceivedAsk } from './ask-request.ts';
import { readChatToken, toChatToken } from './chat-token.ts';

/** What a visitor may ask about. */
export interface AskScope {
	/** Ids of files. */
	files?: readonly string[];
	/** Ids of folders, with all that is in them. */
	folders?: readonly string[];
}

/** A question that was let in and asked. */
export interface BegunAsk {
	stream: AskStream;
	/** The answer as the page may have it. */
	toPage(answer: AskAnswer): Promise<PageAnswer>;
	/** Ends what `rateLimit` counts as under way. */
	leave: Leave;
}

/**
 * Who may ask, decided before a byte of the question is read.
 *
 * @throws FastioError `not-found` where the definition has no `canAsk`, and what `admitHolder` and the gate throw.
 */
export async function admitAsk(
	definition: Definition,
	event: RequestEvent
): Promise<{ holder: TicketHolder; leave: Leave }> {
	if (!definition.rules.canAsk) throw new FastioError('not-found', 'Questions are not answered here.');
	const holder = await admitHolder(definition, event, { changes: true });
	return { holder, leave: await definition.gate.enter(event, holder.knownId, true) };
}

/**
 * Asks what the app lets this visitor ask.
 *
 * @throws FastioError `not-allowed`, `gone` for a conversation that has expired; what `canAsk` throws passes through.
 */
export async function beginAsk(
	holder: TicketHolder,
	event: RequestEvent,
	asked: ReceivedAsk,
	signal: AbortSignal
): Promise<Omit<BegunAsk, 'leave'>> {
	const { definition, destination } = holder;
	const { question, files, folders, chat } = asked;
	const request: AskRequest = { question, files, folders };
	const allowed = (await definition.rules.canAsk?.(request, event)) ?? false;
	if (allowed === false) throw new FastioError('not-allowed', 'You may not ask about these files.');
	const scope = allowed === true ? { files, folders } : scopeOf(allowed);
	// A conversation remembers what it has read: it goes on only about what it began with.
	const bound = allowed === true ? '' : JSON.stringify([scope.files, scope.folders]);
	const chatId = chat === undefined ? undefined : await readChatToken(holder, chat, bound);
	const stream = definition.fastio.ask(question, {
		...accountOf(destination),
		...scope,
		...(chatId !== undefined && { chatId }),
		signal
	});
	return {
		stream,
		async toPage(answer) {
			const { chatId: id, turnId: _, ...rest } = answer;
			return { ...rest, chat: await toChatToken(holder, id, bound) };
		}
	};
}

/** @throws FastioError `not-allowed` for a scope of nothing, which Fast.io would take for everything. */
function scopeOf({ files = [], folders = [] }: AskScope): Required<AskScope> {
	if (files.length + folders.length === 0) {
		throw new FastioError('not-allowed', 'There are no files that you may ask about.');
	}
	return { files, folders };
}
