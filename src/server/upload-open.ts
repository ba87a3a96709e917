import type { PlanLimits } from '../api.ts';
import type { BodyReader } from '../multipart/body-reader.ts';
import { readText } from '../multipart/read-text.ts';
import { FastioError, FastioLimitError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';
import { formatBytes } from '../rules/format-bytes.ts';
import type { OpenedUpload, OpenUploadRequest } from '../rules/results.ts';
import { accountOf } from './account.ts';
import { admitHolder, quotaOf } from './admit.ts';
import { FileMeter, TotalMeter } from './file-meter.ts';
import { jsonResponse } from './kit-errors.ts';
import { mediaType } from './media-type.ts';
import type { MountCall } from './mount-call.ts';
import { cleanRelativePath } from './relative-path.ts';
import { largestInSlices, sliceLimit } from './slice-limits.ts';
import { checkAccept } from './store-file.ts';
import { answerUploads, requireSlices } from './upload-call.ts';
import { TICKET_TTL_MS, toUploadId } from './upload-ticket.ts';
import type { TicketHolder, UploadTicket } from './upload-ticket.ts';

/** Longest request that opens an upload: 16 KiB. */
export const MAX_OPEN_BYTES = 16 * 1024;

/** `POST {def}/uploads`: checks the rules, then opens a session of Fast.io's and signs what is known of it. */
export function openUpload(call: MountCall): Promise<Response> {
	return answerUploads(call, async (body) => {
		const { definition, event } = call;
		const holder = await admitHolder(definition, event, { changes: true });
		requireSlices(call);
		const leave = await definition.gate.enter(event, holder.knownId, true);
		const ticket = await receive(call, holder, body).finally(leave);
		const answer: OpenedUpload = {
			success: true,
			id: await toUploadId(holder, ticket),
			sliceBytes: ticket.sliceBytes,
			slices: Math.max(1, Math.ceil(ticket.size / ticket.sliceBytes)),
			name: ticket.name
		};
		return jsonResponse(answer, { status: 201 });
	});
}

async function receive(call: MountCall, holder: TicketHolder, body: BodyReader): Promise<UploadTicket> {
	const file = readRequest(await readJson(body));
	checkRules(holder, file, await quotaOf(call.definition, call.event));
	return openSession(call, holder, file);
}

async function openSession(
	{ definition: { fastio }, event, settings }: MountCall,
	holder: TicketHolder,
	file: Required<OpenUploadRequest>
): Promise<UploadTicket> {
	const { name, type, size, hold, relativePath } = file;
	const account = accountOf(holder.destination);
	const { folderId } = holder.destination;
	const maxSliceBytes = sliceLimit(settings.maxRequestBytes);
	if (maxSliceBytes !== undefined) {
		checkHost(size, await fastio.limits(account), { maxSliceBytes, ...settings });
	}
	const { uploadId, sliceBytes } = await fastio.uploads.open(
		{ name, size },
		{
			...account,
			// Left before it was told of the session: that is deleted.
			signal: event.request.signal,
			...(folderId === undefined || hold ? {} : { folderId }),
			...(relativePath === '' || hold ? {} : { relativePath }),
			...(hold ? { held: true } : {}),
			...(maxSliceBytes === undefined ? {} : { maxSliceBytes })
		}
	);
	return {
		uploadId,
		name,
		type,
		size,
		sliceBytes,
		hold,
		relativePath,
		expiresAt: Date.now() + TICKET_TTL_MS
	};
}

function checkRules(
	{ definition }: TicketHolder,
	file: Required<OpenUploadRequest>,
	quotaBytes: number
): void {
	checkAccept(definition, file);
	const { limits } = definition;
	new FileMeter(file.name, limits, new TotalMeter(limits.maxTotalBytes, quotaBytes)).declare(file.size);
}

/** Refuses what only the host's limit keeps out. What the plan does not take either is the client's to refuse. */
function checkHost(
	size: number,
	plan: PlanLimits,
	{ maxSliceBytes, maxRequestBytes = 0 }: { maxSliceBytes: number; maxRequestBytes: number | undefined }
): void {
	const largest = largestInSlices(plan, maxSliceBytes);
	const byPlan = Math.min(plan.maxFileBytes ?? Infinity, largestInSlices(plan));
	if (size <= largest || size > byPlan) return;
	throw new FastioLimitError(
		'file-too-large',
		`The file has ${formatBytes(size)}; this server takes at most ${formatBytes(largest)}, because \`maxRequestBytes\` ` +
			`is ${formatBytes(maxRequestBytes)}.`,
		{ limit: largest, unit: 'bytes' }
	);
}

async function readJson(body: BodyReader): Promise<unknown> {
	const text = await readText(body, MAX_OPEN_BYTES);
	if (text === undefined) throw tooLong();
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new FastioError('malformed', 'The request is not JSON.', { cause });
	}
}

function readRequest(json: unknown): Required<OpenUploadRequest> {
	const { name, type, size, hold = false, relativePath = '' } = (json ?? {}) as Record<string, unknown>;
	const usable =
		typeof name === 'string' &&
		typeof type === 'string' &&
		Number.isSafeInteger(size) &&
		(size as number) >= 0 &&
		typeof hold === 'boolean' &&
		typeof relativePath === 'string';
	if (!usable) {
		throw new FastioError(
			'malformed',
			'The request must be { name, type, size } of a file; `hold` and `relativePath` may be left out.'
		);
	}
	return {
		name: cleanFileName(name),
		type: mediaType(type),
		size: size as number,
		hold,
		relativePath: cleanRelativePath(relativePath)
	};
}

function tooLong(): FastioError {
	return new FastioError('malformed', `The request has more than ${formatBytes(MAX_OPEN_BYTES)}.`);
}
