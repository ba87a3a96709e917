import type { Fault } from './faults.ts';

type Check = (value: unknown) => boolean;

const count: Check = (value) => typeof value === 'number' && value >= 0;
const text: Check = (value) => typeof value === 'string';
const status: Check = (value) =>
	Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599;
const oneOf =
	(...choices: string[]): Check =>
	(value) =>
		choices.includes(value as string);

/** What each kind takes; a name with `?` may be left out. */
const FIELDS: Record<Fault['kind'], Record<string, Check>> = {
	delay: { ms: count },
	throttle: { bytesPerSecond: (value) => count(value) && value !== 0 },
	status: { status, 'body?': text, 'contentType?': text, 'when?': oneOf('before', 'after', 'done') },
	reset: { 'afterBytes?': count },
	hang: { 'afterBytes?': count },
	'rate-limit': {
		'reset?': oneOf('epoch', 'datetime', 'params', 'retry-after', 'retry-after-date'),
		'resetInSeconds?': count
	},
	truncate: { 'afterBytes?': count },
	stall: { 'afterBytes?': count },
	'not-json': {},
	'broken-json': {},
	'content-type': { type: text },
	redirect: { location: text, 'status?': status },
	huge: { bytes: count }
};

const ON: Record<string, Check> = { method: text, path: text, slice: (value) => count(value) && value !== 0 };
const COMMON: Record<string, Check> = {
	'times?': (value) => value === null || count(value),
	'skip?': count,
	'on?': (value) =>
		typeof value === 'object' &&
		value !== null &&
		Object.entries(value).every(([key, pattern]) => Object.hasOwn(ON, key) && ON[key]!(pattern))
};

/**
 * Checks that a value, perhaps from JSON, is a fault.
 *
 * @throws TypeError naming the field that is missing or wrong.
 */
export function checkFault(value: unknown): Fault {
	if (typeof value !== 'object' || value === null) throw new TypeError('A fault must be an object.');
	const fields = value as Record<string, unknown>;
	const own = Object.hasOwn(FIELDS, String(fields.kind)) ? FIELDS[fields.kind as Fault['kind']] : undefined;
	if (!own) throw new TypeError(`A fault's kind must be one of: ${Object.keys(FIELDS).join(', ')}.`);
	for (const [name, check] of Object.entries({ ...own, ...COMMON })) {
		const optional = name.endsWith('?');
		const key = optional ? name.slice(0, -1) : name;
		const given = fields[key];
		if (given === undefined ? !optional : !check(given)) {
			throw new TypeError(`The ${String(fields.kind)} fault needs a valid "${key}".`);
		}
	}
	return value as Fault;
}
