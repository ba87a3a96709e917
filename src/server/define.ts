import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { Fastio, FileEntry, IndexableFile } from '../api.ts';
import type { RateStore } from '../brokers/rate-store.ts';
import type { WithoutSignature } from '../multipart/content-match.ts';
import { FastioError } from '../rules/errors.ts';
import { resolveLimits } from '../rules/limits.ts';
import type { Limits } from '../rules/limits.ts';
import type { FailedFile } from '../rules/results.ts';
import type { AskRequest } from './ask/ask-request.ts';
import type { AskScope } from './ask/begin-ask.ts';
import type { FileToValidate } from './check-head.ts';
import { UploadGate } from './limits/gate.ts';
import type { RateLimitOptions } from './limits/rate-limit.ts';

type MaybePromise<T> = T | Promise<T>;

/** Where the files of one request go; what is left out is the client's default. */
export interface UploadDestination {
	workspaceId?: string;
	/** A folder's id, or `root`. */
	folderId?: string;
	/** Another account's token: one app, many tenants. */
	token?: string;
}

/** What `onUploaded` is told. */
export interface UploadedContext {
	event: RequestEvent;
	/**
	 * Every file that is stored now, in the order of the form. `indexed` of each can be waited for, but not here: the
	 * visitor would wait too.
	 */
	files: IndexableFile[];
	/** The files of this submission that are not stored. The visitor is told of them. */
	failed: FailedFile[];
	/** The text fields of the form, in order. Empty for a raw upload. */
	fields: FormData;
	/** Who sent it, as `identify` says. */
	userId: string;
}

/** How the first 4 KiB of a file are held against its declared type. */
export interface ContentRules {
	/**
	 * Take a picture for another kind of picture, and so with sound, video and fonts, where `accept` takes what the file
	 * really is: a WebP that was saved as `photo.jpg`. Default `false`.
	 */
	sameKind: boolean;
	/**
	 * Types that have no signature, such as text, CSV, JSON, SVG and scripts: `text` wants bytes that read as text, `any`
	 * takes them as declared, `refuse` takes none. Default `text`.
	 */
	withoutSignature: WithoutSignature;
}

/** The rules of one kind of upload. Every path (action, hook, raw route) enforces this same object. */
export interface DefinitionRules<R = undefined> extends Partial<Limits> {
	/**
	 * Who may upload, and use the mount at all. Required; `'public'` says aloud that anyone may. `false` answers 403; `redirect()` and `error()`
	 * pass through. Runs before a byte of the body is read. Visitors who upload into one folder share its names: a
	 * second `image.jpg` becomes a new version of the first, so give each a folder by `destination`.
	 */
	authorize: 'public' | ((event: RequestEvent) => MaybePromise<boolean>);
	/** A stable id of the sender, asked for before a byte is read. Default: a random id in an httpOnly cookie. */
	identify?: (event: RequestEvent) => MaybePromise<string>;
	/** MIME types, wildcards and extensions, as in the `accept` attribute. Default: everything. */
	accept?: readonly string[];
	/**
	 * A file whose first bytes contradict its declared type, or its extension where that stands for text, is refused
	 * with `type-mismatch`. `false` trusts what is declared. Default: on with an `accept` list, which a false type would pass;
	 * off without one, since every type is welcome then. `{}` turns it on there too.
	 */
	content?: false | Partial<ContentRules>;
	/**
	 * The app's own rule for one file, asked after all others, before Fast.io hears of the file: a sentence for people, or
	 * `false`, refuses it with `invalid`, and so does SvelteKit's `error()`. A file in slices is looked at with its first
	 * slice.
	 */
	validate?: (file: FileToValidate, event: RequestEvent) => MaybePromise<string | boolean | void>;
	/**
	 * Bytes that the sender may still store; `undefined` and `Infinity` are no limit. Asked once per form or raw upload
	 * and when a resumable upload opens; more is refused with `quota-exceeded`. Uploads under way are not in it unless the app counts
	 * them.
	 */
	quota?: (event: RequestEvent) => MaybePromise<number | undefined>;
	/**
	 * All files of a form or none: the first failure takes back what is stored, where the wire can. Default `false`:
	 * each file has its own verdict.
	 */
	atomic?: boolean;
	/**
	 * Where files go. Default: the client's workspace and folder. A resumable upload asks at every call, and is refused
	 * once the answer has become another: make a folder for a visitor, not for a request.
	 */
	destination?: (event: RequestEvent) => MaybePromise<UploadDestination>;
	/**
	 * Called once per submission, on every path, when its files are stored: the place to save their ids. What it
	 * returns reaches the page as `result`. If it throws or returns `fail()`, the files are taken back; `redirect()`
	 * passes through and keeps them.
	 */
	onUploaded?: (upload: UploadedContext) => MaybePromise<R | ActionFailure<unknown>>;
	/**
	 * Who may see and download which of the destination's files, by the mount's `files` calls. Asked for each file, after
	 * `authorize`. Default: nobody; those calls are not there.
	 */
	canRead?: (file: FileEntry, event: RequestEvent) => MaybePromise<boolean>;
	/** Who may put which of the destination's files into the trash. Default: nobody; that call is not there. */
	canRemove?: (file: FileEntry, event: RequestEvent) => MaybePromise<boolean>;
	/**
	 * Who may ask about which files, by the mount's `ask` call and the action `ask`. `true` lets the visitor ask about
	 * whatever the page names, and about the whole workspace where it names nothing; files and folders that are returned
	 * take the place of what the page names. Asked for each question, after `authorize`. Default: nobody.
	 */
	canAsk?: (ask: AskRequest, event: RequestEvent) => MaybePromise<boolean | AskScope>;
	/** How much one user, and one address, may send at a time. Default: generous numbers; `false` for no limit. */
	rateLimit?: false | RateLimitOptions;
	/** Other origins whose pages may post here, e.g. `https://admin.example.com`. Default: none. */
	trustedOrigins?: readonly string[];
}

/** A named kind of upload, bound to a client. Made by `fastio.define`. */
export interface Definition<R = unknown> {
	readonly name: string;
	readonly fastio: Fastio;
	readonly limits: Readonly<Limits>;
	readonly accept: readonly string[];
	/** `false`: declared types are trusted. */
	readonly content: false | Readonly<ContentRules>;
	readonly rules: DefinitionRules<R>;
	/** Enforces `rateLimit`. Counts where the client's `broker` does. */
	readonly gate: UploadGate;
}

const DEFAULT_CONTENT: ContentRules = { sameKind: false, withoutSignature: 'text' };
/** First path segments of the mount that are not definitions. */
const RESERVED_NAMES = new Set(['live', 'webhook']);

/**
 * Checks the rules once, when the module loads.
 *
 * @throws FastioError `config` for a name that can't be a path segment or a missing `authorize`, RangeError for a
 * limit that is no number.
 */
export function define<R>(
	fastio: Fastio,
	name: string,
	rules: DefinitionRules<R>,
	rates: RateStore
): Definition<R> {
	if (!/^[a-z0-9][a-z0-9_-]*$/iu.test(name) || RESERVED_NAMES.has(name)) {
		throw new FastioError(
			'config',
			`define: "${name}" can't name uploads. Use letters, digits, "-" and "_"; ${[...RESERVED_NAMES].join(' and ')} are taken.`
		);
	}
	if (rules.authorize !== 'public' && typeof rules.authorize !== 'function') {
		throw new FastioError(
			'config',
			`define("${name}"): \`authorize\` is missing. Pass a function of the event, or 'public' to let anyone upload.`
		);
	}
	const limits = resolveLimits(rules);
	const gate = new UploadGate(rules.rateLimit, limits.maxFiles, { store: rates, scope: name });
	const accept = rules.accept ?? [];
	const checked = rules.content ?? (accept.length > 0 ? {} : false);
	const content = checked && { ...DEFAULT_CONTENT, ...checked };
	return { name, fastio, limits, accept, content, rules, gate };
}
