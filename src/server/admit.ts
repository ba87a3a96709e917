import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { Definition, UploadDestination } from './define.ts';
import { isTrustedSource, mayRead, sourceOf } from './origin.ts';
import type { TicketHolder } from './upload-ticket.ts';
import type { Leave } from './limits/gate.ts';
import { identify, knownVisitor } from './visitor.ts';

/** Runs `authorize` alone: for calls that change nothing. Throws as {@link admit} does. */
export async function authorize(definition: Definition, event: RequestEvent): Promise<void> {
	const rule = definition.rules.authorize;
	if (rule !== 'public' && (await rule(event)) !== true) {
		throw new FastioError('not-allowed', 'You may not upload here.');
	}
}

/** What is known of a request before a byte of its body is read. */
export interface Admission {
	destination: UploadDestination;
	/** Bytes that the sender may still store. */
	quotaBytes: number;
	/** Who sends; `undefined` where nobody asks, because the definition has no `onUploaded`. */
	userId: string | undefined;
}

/** A request whose body may be read now. */
export interface AdmittedRequest extends Admission {
	/** Ends what `rateLimit` counts as under way: to be called when the body is done with. */
	leave: Leave;
}

/**
 * Decides about a request before a byte of its body is read, where its files go, and whose they are.
 *
 * @throws FastioError `cross-site`, `not-allowed` or `rate-limited`; what `authorize`, `destination`, `quota` and `identify` throw passes
 * through.
 */
export async function admit(definition: Definition, event: RequestEvent): Promise<AdmittedRequest> {
	const { destination, onUploaded } = definition.rules;
	checkSource(definition, event);
	await authorize(definition, event);
	const known = definition.gate.counts ? await knownVisitor(definition, event) : undefined;
	const leave = await definition.gate.enter(event, known, true);
	try {
		return {
			destination: (await destination?.(event)) ?? {},
			quotaBytes: await quotaOf(definition, event),
			userId: onUploaded && (known ?? (await identify(definition, event))),
			leave
		};
	} catch (thrown) {
		leave();
		throw thrown;
	}
}

/**
 * Decides about a call on a resumable upload, which always belongs to somebody. `changes: false` leaves out the check
 * of where the request comes from. `knownId` is the user as `rateLimit` counts them. Throws as {@link admit} does.
 */
export async function admitHolder(
	definition: Definition,
	event: RequestEvent,
	{ changes }: { changes: boolean }
): Promise<TicketHolder & { knownId: string | undefined }> {
	if (changes) checkSource(definition, event);
	await authorize(definition, event);
	const destination = (await definition.rules.destination?.(event)) ?? {};
	const knownId = await knownVisitor(definition, event);
	return { definition, destination, knownId, userId: knownId ?? (await identify(definition, event)) };
}

/**
 * Decides about a call on stored files, and says where the definition's files are. `changes` is for calls that do.
 * Throws as {@link admit} does.
 */
export async function admitToFiles(
	definition: Definition,
	event: RequestEvent,
	{ changes }: { changes: boolean }
): Promise<UploadDestination> {
	if (changes) checkSource(definition, event);
	else if (!mayRead(sourceOf(event.request, event.url.origin, definition.rules.trustedOrigins))) {
		throw new FastioError('cross-site', 'Other sites may not read these files.');
	}
	await authorize(definition, event);
	return (await definition.rules.destination?.(event)) ?? {};
}

/**
 * What the definition's `quota` leaves the sender; `Infinity` without one.
 *
 * @throws FastioError `config` for an answer that is no number of bytes: it must not become "no limit".
 */
export async function quotaOf({ name, rules }: Definition, event: RequestEvent): Promise<number> {
	const bytes = (await rules.quota?.(event)) ?? Infinity;
	if (typeof bytes === 'number' && !Number.isNaN(bytes)) return Math.max(0, bytes);
	throw new FastioError(
		'config',
		`define("${name}"): \`quota\` must return a number of bytes; got ${bytes}.`
	);
}

function checkSource({ rules }: Definition, event: RequestEvent): void {
	if (!isTrustedSource(sourceOf(event.request, event.url.origin, rules.trustedOrigins))) {
		throw new FastioError('cross-site', 'Uploads from other sites are not accepted.');
	}
}
