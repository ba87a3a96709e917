import { asObject, asText, type JsonObject } from './fields.ts';

/**
 * How a wire words its answers. `sessions`: Fast.io's envelope with `result`. `v1`: the bare object, errors as
 * `{ message }`; an envelope is understood there as well.
 */
export type Dialect = 'sessions' | 'v1';

/** What an answer says, whatever shape it came in. */
export type Verdict =
	| { kind: 'success'; payload: unknown }
	| {
			kind: 'refusal';
			text: string | undefined;
			/** `error.code` as a string. */
			code: string | undefined;
			reason: string | undefined;
			params: unknown;
	  }
	/** JSON, but no answer of this protocol. */
	| { kind: 'unknown' };

/**
 * Reads one parsed answer: `{ result: "yes" | true, response: {…} }`, `{ result: true, …payload }`,
 * `{ success: true, … }`, `{ result: false | "no" | 0, error: {…} }`, and the flat
 * `{ result: false, error_message, error_id }`. The HTTP status is looked at as well: a 4xx is a refusal whatever
 * `result` says. Shapes: "Response format" in https://api.fast.io/current/docs/.
 */
export function readEnvelope(status: number, json: unknown, dialect: Dialect): Verdict {
	const body = asObject(json);
	if (status >= 400) return refusalIn(body);
	if (!body) return { kind: 'unknown' };
	const { result } = body;
	if (result === 'yes' || result === true || result === 1)
		return { kind: 'success', payload: payloadOf(body) };
	if (result !== undefined || body['success'] === false) return refusalIn(body);
	if (body['success'] === true || dialect === 'v1') return { kind: 'success', payload: payloadOf(body) };
	return { kind: 'unknown' };
}

function payloadOf(body: JsonObject): unknown {
	const nested = body['response'];
	return typeof nested === 'object' && nested !== null ? nested : body;
}

function refusalIn(body: JsonObject | undefined): Verdict {
	const error = asObject(body?.['error']);
	const params = error?.['params'];
	return {
		kind: 'refusal',
		text:
			asText(error?.['text']) ??
			asText(error?.['message']) ??
			asText(body?.['error_message']) ??
			asText(body?.['message']) ??
			(typeof body?.['error'] === 'string' ? asText(body['error']) : undefined),
		code: asText(error?.['code']) ?? asText(body?.['error_id']),
		reason: reasonIn(params),
		params
	};
}

/** An object carries `reason` itself; in a list (409) the first entry that has one. */
function reasonIn(params: unknown): string | undefined {
	const entries: unknown[] = Array.isArray(params) ? params : [params];
	for (const entry of entries) {
		const reason = asText(asObject(entry)?.['reason']);
		if (reason !== undefined) return reason;
	}
	return undefined;
}
