import { PLANS, type PlanLimits } from './plans.ts';

/** How the files of a workspace with `intelligence` are indexed. */
export interface IndexingSettings {
	/** Time from the upload to the end in ms, in equal steps; `ready` precedes `indexed` by one. Default 1500. At most a day. */
	delayMs: number;
	/** Added to it for each MiB of the file. Default 0. */
	perMiBMs: number;
	/** Names that end in `failed`; `*` stands for any text. Default none. */
	fail: readonly string[];
}

/** What goes wrong with genuine webhook deliveries, at random. */
export interface WebhookFaults {
	/** Share of deliveries that come twice, 0 to 1. Default 0. */
	duplicate: number;
	/** Share of deliveries that the next one to the same webhook overtakes, 0 to 1. Default 0. */
	reorder: number;
	/** Wait before each in ms, at most a day. Default 0. */
	delayMs: number;
	/** The same deliveries are met for the same seed, from a reset or a change of it on. Default 1. */
	seed: number;
}

/** How webhook deliveries are made. */
export interface WebhookDeliverySettings {
	/** Pause after the first attempt that fails, in ms; doubled after each. Default 1000. */
	retryBaseMs: number;
	/** Time from the first attempt to the last in ms, at most a day, which is the default. */
	retryForMs: number;
	/** Longest wait for an answer in ms. Default 30,000. */
	answerTimeoutMs: number;
	/** Deliveries under way at a time, 1 to 256. Default 16. */
	concurrency: number;
}

/** How questions are answered. */
export interface AskSettings {
	/** Time until an answer begins, in ms, half of it `pending`, half `running`. Default 300. At most a day. */
	delayMs: number;
	/** Time between its pieces of a few words, in ms. Default 30; 0: all at once. At most a day. */
	deltaMs: number;
	/** What becomes of turns that come to their end: answered (by a question in return where nothing fits), or one of these. Default `answer`. */
	outcome: 'answer' | 'needs_input' | 'failed' | 'lost';
	/** Whether the org has credits; without, a question is refused with 402. Default true. */
	credits: boolean;
	/** Longest answer, 1 to 32,000 characters; a longer one is cut and says `truncated`. Default 8000. */
	maxAnswerCharacters: number;
	/** Whether citations say `nodeId` and `versionId`, as some sources have it. Default false: `node_id`, `version_id`. */
	camelCase: boolean;
}

/** Settings that are changed key by key. */
export interface SettingGroups {
	/** What the plan allows. Default: those of the plan. */
	limits: PlanLimits;
	indexing: IndexingSettings;
	ask: AskSettings;
	webhookFaults: WebhookFaults;
	webhookDelivery: WebhookDeliverySettings;
}

/** Longest wait that a setting may ask for: a day. Node's timers take 24. */
export const MAX_TIMER_MS = 24 * 60 * 60 * 1000;
const MAX_PATTERNS = 1000;
const MAX_ANSWER_CHARACTERS = 32_000;

export const DEFAULT_GROUPS: SettingGroups = {
	limits: PLANS.business,
	indexing: { delayMs: 1500, perMiBMs: 0, fail: [] },
	ask: {
		delayMs: 300,
		deltaMs: 30,
		outcome: 'answer',
		credits: true,
		maxAnswerCharacters: 8000,
		camelCase: false
	},
	webhookFaults: { duplicate: 0, reorder: 0, delayMs: 0, seed: 1 },
	webhookDelivery: {
		retryBaseMs: 1000,
		retryForMs: MAX_TIMER_MS,
		answerTimeoutMs: 30_000,
		concurrency: 16
	}
};

/** Gives the value back, or throws a TypeError that names the setting. */
type Check = (name: string, value: unknown) => unknown;

const CHECKS: { [Name in keyof SettingGroups]: Record<keyof SettingGroups[Name], Check> } = {
	limits: {
		chunkSize: positive,
		size: positive,
		chunks: positive,
		sessions: positive,
		sessionsSizeMax: positive
	},
	indexing: { delayMs: upToADay, perMiBMs: upToADay, fail: patterns },
	ask: {
		delayMs: upToADay,
		deltaMs: upToADay,
		outcome: oneOf('answer', 'needs_input', 'failed', 'lost'),
		credits: flag,
		maxAnswerCharacters: whole(1, MAX_ANSWER_CHARACTERS),
		camelCase: flag
	},
	webhookFaults: { duplicate: share, reorder: share, delayMs: upToADay, seed: whole(0, 2 ** 32 - 1) },
	webhookDelivery: {
		retryBaseMs: whole(1, MAX_TIMER_MS),
		retryForMs: upToADay,
		answerTimeoutMs: whole(1, MAX_TIMER_MS),
		concurrency: whole(1, 256)
	}
};

export const isGroupName = (key: string): key is keyof SettingGroups => Object.hasOwn(CHECKS, key);

/**
 * A group with some of its keys changed. Keys that it hasn't are ignored.
 *
 * @throws TypeError naming the setting whose value has the wrong type or range.
 */
export function changeGroup(name: keyof SettingGroups, current: object, change: object): object {
	if (typeof change !== 'object' || change === null) throw new TypeError(`${name} must be an object`);
	const next: Record<string, unknown> = { ...current };
	const given = change as Record<string, unknown>;
	for (const [key, check] of Object.entries<Check>(CHECKS[name])) {
		if (given[key] !== undefined) next[key] = check(`${name}.${key}`, given[key]);
	}
	return next;
}

/** @throws TypeError for anything but a number of 0 or more. */
export function zeroOrMore(name: string, value: unknown): number {
	if (typeof value !== 'number' || !(value >= 0))
		throw new TypeError(`${name} must be a number of 0 or more`);
	return value;
}

/** @throws TypeError for anything but a number above 0. */
export function positive(name: string, value: unknown): number {
	if (typeof value !== 'number' || !(value > 0)) throw new TypeError(`${name} must be a number above 0`);
	return value;
}

function upToADay(name: string, value: unknown): number {
	if (zeroOrMore(name, value) > MAX_TIMER_MS)
		throw new TypeError(`${name} must be at most a day, ${MAX_TIMER_MS} ms`);
	return value as number;
}

/** @throws TypeError for anything but a number from 0 to 1. */
export function share(name: string, value: unknown): number {
	if (zeroOrMore(name, value) > 1) throw new TypeError(`${name} must be a number from 0 to 1`);
	return value as number;
}

/** A check that throws a TypeError for anything but a whole number of the range. */
export function whole(min: number, max: number): Check {
	return (name, value) => {
		if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value;
		throw new TypeError(`${name} must be a whole number from ${min} to ${max}`);
	};
}

function patterns(name: string, value: unknown): string[] {
	const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
	if (!isList || value.length > MAX_PATTERNS) {
		throw new TypeError(`${name} must be a list of at most ${MAX_PATTERNS} names`);
	}
	return [...value];
}

function flag(name: string, value: unknown): boolean {
	if (typeof value !== 'boolean') throw new TypeError(`${name} must be a boolean`);
	return value;
}

function oneOf(...choices: string[]): Check {
	return (name, value) => {
		if (choices.includes(value as string)) return value;
		throw new TypeError(`${name} must be one of: ${choices.join(', ')}`);
	};
}
