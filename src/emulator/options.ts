/** What the plan of the workspace allows; bytes and counts as `GET /upload/limits/` reports them. */
export interface PlanLimits {
	/** Largest chunk of a session in bytes. Default 100 MiB. */
	chunkSize: number;
	/** Largest file in bytes. Default 50 GiB. */
	size: number;
	/** Most chunks in one session. Default 550. */
	chunks: number;
	/** Most unfinished sessions at a time. Default 7500. */
	sessions: number;
	/** Most bytes declared by unfinished sessions together. Default 320 GiB. */
	sessionsSizeMax: number;
}

/** What may also change while the emulator runs (`configure()`, `POST /_emulator/settings`). */
export interface EmulatorSettings {
	/** Plan limits. Default: those published for the Business plan. */
	limits: PlanLimits;
	/** Time that each step of assembling and storing takes, in ms. Default 30. */
	asyncDelayMs: number;
	/** Upload pace of each connection in bytes per second. Default `undefined`: as fast as it goes. */
	throttleBytesPerSecond: number | undefined;
	/**
	 * `discard`: count and hash raw streams and v1 uploads without storing them, for benchmarks (disk writes cost more
	 * than all else); reading such a file answers 404. Default `keep`.
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
}

/** Options of `createEmulator`; each may be left out. */
export interface EmulatorOptions extends Partial<Omit<EmulatorSettings, 'limits'>> {
	limits?: Partial<PlanLimits>;
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
	/** Folder in which the emulator makes its own folder for file contents. Default: the system's temporary folder. */
	dataDir?: string;
}

const GiB = 1024 ** 3;

const DEFAULT_LIMITS: PlanLimits = {
	chunkSize: 100 * 1024 ** 2,
	size: 50 * GiB,
	chunks: 550,
	sessions: 7500,
	sessionsSizeMax: 320 * GiB
};

export const DEFAULT_SETTINGS: EmulatorSettings = {
	limits: DEFAULT_LIMITS,
	asyncDelayMs: 30,
	throttleBytesPerSecond: undefined,
	contents: 'keep',
	chunkedBodies: 'accept',
	legacyStored: false,
	newFileIdInSingleCall: false,
	numericIds: false,
	hyphenatedIds: false,
	rateLimitReset: 'epoch',
	envelope: 'flat'
};

/** Settings that may be given: each key optional, limits by single limit; `null` (from JSON) takes the throttle off. */
export type SettingsChange = Partial<Omit<EmulatorSettings, 'limits' | 'throttleBytesPerSecond'>> & {
	limits?: Partial<PlanLimits>;
	throttleBytesPerSecond?: number | null | undefined;
};

const CHOICES: Partial<Record<keyof EmulatorSettings, readonly string[]>> = {
	contents: ['keep', 'discard'],
	chunkedBodies: ['accept', 'reject'],
	rateLimitReset: ['epoch', 'datetime'],
	envelope: ['flat', 'nested']
};

/**
 * Settings with a change applied. Keys that aren't settings are ignored.
 *
 * @throws TypeError naming the setting whose value has the wrong type or range.
 */
export function applySettings(settings: EmulatorSettings, change: SettingsChange): EmulatorSettings {
	const next: Record<string, unknown> = { ...settings };
	for (const key of Object.keys(DEFAULT_SETTINGS) as (keyof EmulatorSettings)[]) {
		const value: unknown = change[key];
		if (key === 'limits') next[key] = applyLimits(settings.limits, change.limits ?? {});
		else if (key === 'throttleBytesPerSecond') {
			if (key in change) next[key] = value === null || value === undefined ? undefined : positive(key, value);
		} else if (value !== undefined) next[key] = checked(key, value);
	}
	return next as unknown as EmulatorSettings;
}

function applyLimits(limits: PlanLimits, change: Partial<PlanLimits>): PlanLimits {
	const next = { ...limits };
	for (const key of Object.keys(limits) as (keyof PlanLimits)[]) {
		if (change[key] !== undefined) next[key] = positive(`limits.${key}`, change[key]);
	}
	return next;
}

function checked(key: keyof EmulatorSettings, value: unknown): unknown {
	const choices = CHOICES[key];
	if (choices) {
		if (!choices.includes(value as string))
			throw new TypeError(`${key} must be one of: ${choices.join(', ')}`);
	} else if (typeof value !== typeof DEFAULT_SETTINGS[key]) {
		throw new TypeError(`${key} must be a ${typeof DEFAULT_SETTINGS[key]}`);
	} else if (typeof value === 'number' && !(value >= 0)) {
		throw new TypeError(`${key} must not be negative`);
	}
	return value;
}

function positive(key: string, value: unknown): number {
	if (typeof value !== 'number' || !(value > 0)) throw new TypeError(`${key} must be a number above 0`);
	return value;
}
