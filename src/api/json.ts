type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

const INTEGER = /^-?(?:0|[1-9]\d*)$/u;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;

/** Whether this runtime hands the reviver the text of a number (Node from 21 does). */
const HAS_SOURCE = ((): boolean => {
	let seen = false;
	const probe: SourceReviver = (_key, value, context) => {
		seen = context?.source === '1';
		return value;
	};
	JSON.parse('1', probe as (key: string, value: unknown) => unknown);
	return seen;
})();

/**
 * `JSON.parse` that keeps ids exact. Fast.io's profile ids have 19 digits and may arrive as JSON numbers, which a
 * JavaScript number rounds; an integer beyond `Number.MAX_SAFE_INTEGER` therefore comes back as its digits in a
 * string. Everything else is as in `JSON.parse`.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
	return HAS_SOURCE
		? JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown)
		: parseJsonByQuoting(text);
}

/** What {@link parseJson} does where a reviver is not given a number's text: it quotes the long integers first. */
export function parseJsonByQuoting(text: string): unknown {
	// Validated as it stands: quoting must not turn broken JSON into good JSON.
	const plain: unknown = JSON.parse(text);
	const quoted = quoteLongIntegers(text);
	return quoted === text ? plain : JSON.parse(quoted);
}

const keepDigits: SourceReviver = (_key, value, context) =>
	typeof value === 'number' && context?.source !== undefined && isLongInteger(context.source)
		? context.source
		: value;

function isLongInteger(source: string): boolean {
	return INTEGER.test(source) && !Number.isSafeInteger(Number(source));
}

function quoteLongIntegers(text: string): string {
	let out = '';
	let copied = 0;
	for (let at = 0; at < text.length; at += 1) {
		if (text[at] === '"') {
			at = endOfString(text, at);
			continue;
		}
		NUMBER.lastIndex = at;
		const source = NUMBER.exec(text)?.[0];
		if (source === undefined) continue;
		if (isLongInteger(source)) {
			out += `${text.slice(copied, at)}"${source}"`;
			copied = at + source.length;
		}
		at += source.length - 1;
	}
	return out + text.slice(copied);
}

/** Index of the closing quote. The text is known to be valid JSON. */
function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at;
}
