import { utcText } from '../dates.ts';
import type { EmulatorSettings } from '../options.ts';
import type { Refusal } from './refusal.ts';

const API_VERSION = '1.0';
const DOCUMENTATION_URL = 'https://api.fast.io/llms.txt';

/** `JSON.rawJSON` of Node 22 and later, which TypeScript's library doesn't declare yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** A profile id as the settings want it in JSON: a string, or the bare digits. */
export const profileIdJson = (id: string, { numericIds }: EmulatorSettings): unknown =>
	numericIds && /^[1-9]\d*$/.test(id) ? rawJSON(id) : id;

/** The text of a successful answer of the live API, in the envelope of the settings. */
export function successText(payload: object, { envelope }: EmulatorSettings): string {
	if (envelope === 'nested') {
		return JSON.stringify({ result: 'yes', response: payload, current_api_version: API_VERSION });
	}
	return JSON.stringify({
		result: true,
		...payload,
		current_api_version: API_VERSION,
		server_date: utcText(new Date())
	});
}

/**
 * The text of a refusal of the live API.
 *
 * @param resource what was called, such as `POST Upload`.
 */
export function refusalText(refusal: Refusal, resource: string, { envelope }: EmulatorSettings): string {
	return JSON.stringify({
		result: envelope === 'nested' ? 'no' : false,
		error: {
			code: refusal.code,
			text: refusal.message,
			resource,
			documentation_url: DOCUMENTATION_URL,
			...(refusal.params && { params: paramsOf(refusal) })
		}
	});
}

function paramsOf({ params, code }: Refusal): unknown {
	return Array.isArray(params) ? params.map((problem: object) => ({ ...problem, code })) : params;
}
