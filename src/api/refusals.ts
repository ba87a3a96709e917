import type { FastioErrorCode } from '../rules/codes.ts';
import type { Verdict } from './envelope.ts';
import { FastioApiError } from './errors.ts';
import { asObject } from './fields.ts';
import { publicText, redact, redactJson } from './public-text.ts';
import { retryAfterHeaderMs, retryAfterMs } from './rate-limit.ts';

/** Reasons in `error.params` that are about money, whatever status carries them. */
const PLAN_REASONS = new Set([
	'subscription_required',
	'credits_exhausted',
	'trial_conversion_pending',
	'trial_conversion_lapsed',
	'upgrade_pending'
]);
/** "Feature or plan limit": the one class of 403 that is not about the token. */
const PLAN_CLASS = '1685';
/** What arrived is not what a checksum is of (10778), or another checksum was declared before (10779). */
const CHECKSUM_CODES = new Set(['10778', '10779']);
/** The fields a checksum is declared in. A slice whose own does not fit is refused by naming one of them. */
const CHECKSUM_FIELDS = new Set<unknown>(['hash', 'file_crc32c']);
/** The HTTP status a four-digit class code stands for; looked at only where the answer came with status 200. */
const STATUS_OF_CLASS: Record<string, number> = {
	'1650': 401,
	'1688': 402,
	'1695': 402,
	'1696': 402,
	'1670': 403,
	'1680': 403,
	'1685': 403,
	'1609': 404,
	'1660': 409,
	'1665': 422,
	'1671': 429
};

/** What our callers branch on, from what Fast.io said. `upload`: the request carried a file. */
export function codeOfRefusal(refusal: {
	status: number;
	upstreamCode: string | undefined;
	reason: string | undefined;
	params?: unknown;
	upload: boolean;
}): FastioErrorCode {
	const { status, upstreamCode, reason, upload } = refusal;
	const effective = status < 300 ? (STATUS_OF_CLASS[upstreamCode ?? ''] ?? 400) : status;
	if (effective === 401) return 'credentials';
	if (effective === 402) return 'plan';
	if (effective === 403) {
		return upstreamCode === PLAN_CLASS || PLAN_REASONS.has(reason ?? '') ? 'plan' : 'credentials';
	}
	if (effective === 404) return 'not-found';
	if (effective < 500 && isChecksumRefusal(refusal)) return 'checksum-mismatch';
	if (effective === 409) return 'conflict';
	if (effective === 413 && upload) return 'file-too-large';
	if (effective === 429) return 'rate-limited';
	return effective >= 400 && effective < 500 ? 'rejected' : 'upstream';
}

function isChecksumRefusal(refusal: {
	upstreamCode: string | undefined;
	params?: unknown;
	upload: boolean;
}): boolean {
	const { upstreamCode, params, upload } = refusal;
	if (CHECKSUM_CODES.has(upstreamCode ?? '')) return true;
	if (!upload || !Array.isArray(params)) return false;
	return params.map(asObject).some((problem) => {
		return problem?.['kind'] === 'invalid' && CHECKSUM_FIELDS.has(problem['name']);
	});
}

/**
 * The error for an answer that is a refusal. Fast.io's words are relayed with the token redacted; the method, the
 * path and the query of the request are not in it.
 */
export function refusalError(
	answer: { status: number; headers: Headers },
	verdict: Extract<Verdict, { kind: 'refusal' }>,
	context: { token: string; upload: boolean }
): FastioApiError {
	const { status, headers } = answer;
	const upstreamCode =
		verdict.code === undefined ? undefined : redact(verdict.code, context.token).slice(0, 64);
	const reason =
		verdict.reason === undefined ? undefined : redact(verdict.reason, context.token).slice(0, 64);
	const code = codeOfRefusal({
		status,
		upstreamCode,
		reason,
		params: verdict.params,
		upload: context.upload
	});
	return new FastioApiError(code, sentence(code, status, publicText(verdict.text, context.token)), {
		status,
		upstreamCode,
		reason,
		params: redactJson(verdict.params, context.token),
		requestId: requestIdOf(headers),
		hint: status === 411 ? 'Pass the `size` of the stream to `upload`.' : undefined,
		retryAfterMs: waitAfter(code, answer, verdict.params)
	});
}

/** 429 always has a wait; 503 where it says so. */
function waitAfter(
	code: FastioErrorCode,
	{ status, headers }: { status: number; headers: Headers },
	params: unknown
): number | undefined {
	if (code === 'rate-limited') return retryAfterMs(headers, params, Date.now());
	return status === 503 ? retryAfterHeaderMs(headers, Date.now()) : undefined;
}

/** The `x-ve-reqid` header: what Fast.io's support asks for. */
export function requestIdOf(headers: Headers): string | undefined {
	return headers.get('x-ve-reqid')?.slice(0, 128) ?? undefined;
}

function sentence(code: FastioErrorCode, status: number, text: string | undefined): string {
	const told = text === undefined ? '.' : `: ${text}`;
	switch (code) {
		case 'credentials':
			return `Fast.io did not accept the API token (HTTP ${status})${told}`;
		case 'plan':
			return `The Fast.io plan does not allow this (HTTP ${status})${told}`;
		case 'rate-limited':
			return `Fast.io takes no more requests for now (HTTP ${status})${told}`;
		case 'file-too-large':
			return `Fast.io refused the file as too large (HTTP ${status})${told}`;
		case 'checksum-mismatch':
			return `Fast.io got other bytes than the checksum is of (HTTP ${status})${told}`;
		case 'upstream':
			return `Fast.io failed (HTTP ${status})${told}`;
		default:
			if (status === 411) return `Fast.io takes no file of unknown size (HTTP 411)${told}`;
			return text ?? `Fast.io refused the request (HTTP ${status}).`;
	}
}
