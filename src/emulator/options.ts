import { PLANS, type PlanLimits, type PlanName } from './plans.ts';
import {
	changeGroup,
	DEFAULT_GROUPS,
	isGroupName,
	positive,
	type SettingGroups,
	share,
	whole,
	zeroOrMore
} from './setting-groups.ts';

import type { WebhookOptions } from './webhooks/webhook.ts';

/** What may also change while the emulator runs (`configure()`, `POST /_emulator/settings`). */
export interface EmulatorSettings extends SettingGroups {
	/** The workspace's plan: sets all limits at once. Default `business`. */
	plan: PlanName;
	/** Age in ms at which a session is forgotten with all that it holds. Default `undefined`: never. 0: all of them, at once. */
	sessionLifetimeMs: number | undefined;
	/** Time that each step of assembling and storing takes, in ms. Default 30. */
	asyncDelayMs: number;
	/** Upload pace of each connection in bytes per second. Default `undefined`: as fast as it goes. */
	throttleBytesPerSecond: number | undefined;
	/**
	 * `discard`: count and hash slices, raw streams and v1 uploads without storing them, for benchmarks (disk writes cost
	 * more than all else); reading such a file answers 404, and one that came in slices has a CRC-32C but no SHA-256.
	 * Holds for what begins after it is set. Default `keep`.
	 */
	contents: 'keep' | 'discard';
	/** Whether bodies without a Content-Length are taken, or refused with 411. Default `accept`. */
	chunkedBodies: 'accept' | 'reject';
	/** End a placed upload in `stored`, after `complete` without a file id, as older deployments did. Default false. */
	legacyStored: boolean;
	/** Place a single-call upload at once and answer with its file id instead of `null`. Default false. */
	newFileIdInSingleCall: boolean;
	/** Write profile ids as JSON numbers, which `JSON.parse` rounds. Default false. */
	numericIds: boolean;
	/** Write node ids in storage answers with hyphens, upload answers without. Default false: no hyphens. */
	hyphenatedIds: boolean;
	/** Form of `x-ve-limit-expires`: Unix seconds, or `YYYY-MM-DD HH:MM:SS UTC`. Default `epoch`. */
	rateLimitReset: 'epoch' | 'datetime';
	/** `flat`: `{ result: true, … }`; `nested`: `{ result: "yes", response: { … } }`. Default `flat`. */
	envelope: 'flat' | 'nested';
	/** Newest events that the log and the change feed keep; a cursor before them is refused. Default and most: 100,000. */
	eventRetention: number;
	/** Time from a change to its entry in the change feed in ms, as deployments may have it. Default 0. */
	feedLagMs: number;
	/** Share of changes that the activity long poll doesn't hear of, 0 to 1: it is a hint. Default 0. */
	activityLoss: number;
	/** Form of the keys in `GET /activity/poll/`: a list, or an object of their times. Default `array`. */
	activityForm: 'array' | 'object';
	/** `external`: the key's user was invited to the workspace alone, so only `GET /orgs/list/external/` has its org. Default `member`. */
	orgAccess: 'member' | 'external';
	/** Whether the workspace indexes its files; a change begins with all of them. Default false. */
	intelligence: boolean;
	/** Whether the plan includes indexing; without, files stay `disabled` and `intelligence` can't be switched on. Default true. */
	contentAi: boolean;
	/** Whether the plan includes questions; without, asking is refused with 403. Default true. */
	aiAgent: boolean;
}

/** Options of `createEmulator`; each may be left out. */
export interface EmulatorOptions extends Partial<Omit<EmulatorSettings, keyof SettingGroups>>, GroupChanges {
	/** Address to listen on. Default `127.0.0.1`: reachable from this machine only. */
	host?: string;
	/** Port to listen on. Default 0: any free one. */
	port?: number;
	/** The key that may read and write. Default: random. */
	token?: string;
	/** A second key that may only read; writes with it answer 403. Default: none. */
	readOnlyToken?: string;
	/** Id of the one workspace, 18 to 20 digits. Default: random, 19 digits. */
	workspaceId?: string;
	/** Who is told of what happens. Default: nobody. */
	webhooks?: readonly WebhookOptions[];
	/** Folder in which the emulator makes its own folder for file contents. Default: the system's temporary folder. */
	dataDir?: string;
}

export const DEFAULT_SETTINGS: EmulatorSettings = {
	...DEFAULT_GROUPS,
	plan: 'business',
	sessionLifetimeMs: undefined,
	asyncDelayMs: 30,
	throttleBytesPerSecond: undefined,
	contents: 'keep',
	chunkedBodies: 'accept',
	legacyStored: false,
	newFileIdInSingleCall: false,
	numericIds: false,
	hyphenatedIds: false,
	rateLimitReset: 'epoch',
	envelope: 'flat',
	eventRetention: 100_000,
	feedLagMs: 0,
	activityLoss: 0,
	activityForm: 'array',
	orgAccess: 'member',
	intelligence: false,
	contentAi: true,
	aiAgent: true
};

type GroupChanges = { [Name in keyof SettingGroups]?: Partial<SettingGroups[Name]> };

/** Settings that may be given: each key optional, groups by single key; `null` (from JSON) switches off. */
export type SettingsChange = Partial<Omit<EmulatorSettings, keyof SettingGroups | Switchable>> &
	GroupChanges &
	Partial<Record<Switchable, number | null | undefined>>;

type Switchable = 'throttleBytesPerSecond' | 'sessionLifetimeMs';

const CHOICES: Partial<Record<keyof EmulatorSettings, readonly string[]>> = {
	plan: Object.keys(PLANS),
	contents: ['keep', 'discard'],
	chunkedBodies: ['accept', 'reject'],
	rateLimitReset: ['epoch', 'datetime'],
	envelope: ['flat', 'nested'],
	activityForm: ['array', 'object'],
	orgAccess: ['member', 'external']
};

/** Events take about 600 bytes each. */
const MAX_EVENT_RETENTION = 100_000;

/**
 * Settings with a change applied. Keys that aren't settings are ignored.
 *
 * @throws TypeError naming the setting whose value has the wrong type or range.
 */
export function applySettings(settings: EmulatorSettings, change: SettingsChange): EmulatorSettings {
	const next: Record<string, unknown> = { ...settings };
	for (const key of Object.keys(DEFAULT_SETTINGS) as (keyof EmulatorSettings)[]) {
		const value: unknown = change[key];
		if (isGroupName(key)) {
			const current = key === 'limits' ? limitsOf(settings, change) : settings[key];
			next[key] = changeGroup(key, current, change[key] ?? {});
		} else if (key === 'throttleBytesPerSecond' || key === 'sessionLifetimeMs') {
			if (key in change) next[key] = switched(key, value);
		} else if (value !== undefined) next[key] = checked(key, value);
	}
	return next as unknown as EmulatorSettings;
}

/** Another plan starts from its own numbers. */
function limitsOf(settings: EmulatorSettings, { plan }: SettingsChange): PlanLimits {
	return plan === undefined ? settings.limits : PLANS[checked('plan', plan) as PlanName];
}

/** A number, or off. A pace is never 0; a lifetime may be. */
function switched(key: Switchable, value: unknown): number | undefined {
	if (value === null || value === undefined) return undefined;
	return key === 'throttleBytesPerSecond' ? positive(key, value) : zeroOrMore(key, value);
}

function checked(key: keyof EmulatorSettings, value: unknown): unknown {
	const choices = CHOICES[key];
	if (choices) {
		if (!choices.includes(value as string))
			throw new TypeError(`${key} must be one of: ${choices.join(', ')}`);
	} else if (typeof value !== typeof DEFAULT_SETTINGS[key]) {
		throw new TypeError(`${key} must be a ${typeof DEFAULT_SETTINGS[key]}`);
	} else if (key === 'eventRetention') {
		return whole(1, MAX_EVENT_RETENTION)(key, value);
	} else if (key === 'activityLoss') {
		return share(key, value);
	} else if (typeof value === 'number') {
		return zeroOrMore(key, value);
	}
	return value;
}
