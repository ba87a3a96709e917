/** Elements whose content nobody reads. */
const UNREAD = /^(?:script|style|template|noscript|svg|math|iframe|object|head)$/u;
const BLOCK =
	/^(?:address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|title|tr|ul)$/u;
const CELL = /^(?:td|th)$/u;
const ENTITIES: Record<string, string> = {
	amp: '&',
	apos: "'",
	copy: '©',
	euro: '€',
	gt: '>',
	hellip: '…',
	ldquo: '“',
	lt: '<',
	mdash: '—',
	nbsp: ' ',
	ndash: '–',
	quot: '"',
	rdquo: '”',
	rsquo: '’'
};

/**
 * What a reader of an HTML page sees: no tags, comments, scripts or styles, entities as their characters, blocks on lines of
 * their own. Takes time in proportion to the length, whatever the markup.
 */
export function textOfHtml(html: string): string {
	const pieces: string[] = [];
	for (let at = 0; at < html.length;) {
		const open = html.indexOf('<', at);
		pieces.push(html.slice(at, open < 0 ? undefined : open));
		if (open < 0) break;
		at = afterMarkup(html, open, pieces);
	}
	return decodeEntities(pieces.join(''))
		.replace(/[^\S\n]+/gu, ' ')
		.replace(/ ?\n ?/gu, '\n')
		.replace(/\n{3,}/gu, '\n\n')
		.trim();
}

/** Where the text goes on after the markup that begins at `open`. */
function afterMarkup(html: string, open: number, pieces: string[]): number {
	if (html.startsWith('<!--', open)) return after(html, '-->', open + 4);
	if (/^[!?]/u.test(html.charAt(open + 1))) return after(html, '>', open);
	const tag = /^<(\/?)([a-z][a-z0-9]*)/iu.exec(html.slice(open, open + 30));
	if (!tag) {
		pieces.push('<');
		return open + 1;
	}
	const name = tag[2]!.toLowerCase();
	const end = endOfTag(html, open);
	if (BLOCK.test(name)) pieces.push('\n');
	else if (CELL.test(name)) pieces.push(' ');
	if (tag[1] === '/' || !UNREAD.test(name) || html.charAt(end - 2) === '/') return end;
	const close = new RegExp(`</${name}(?=[\\s/>])`, 'giu');
	close.lastIndex = end;
	const found = close.exec(html);
	// A page's title is read, though the rest of its head isn't.
	if (name === 'head')
		pieces.push(titleOf(html.slice(end, found?.index).slice(0, MAX_HEAD_CHARACTERS)), '\n');
	return found ? after(html, '>', found.index) : html.length;
}

function after(html: string, mark: string, from: number): number {
	const at = html.indexOf(mark, from);
	return at < 0 ? html.length : at + mark.length;
}

/** Behind the `>` of a tag; one in a quoted value doesn't count. */
function endOfTag(html: string, open: number): number {
	const parts = />|=\s*(["'])/gu;
	parts.lastIndex = open;
	for (let found = parts.exec(html); found; found = parts.exec(html)) {
		if (found[1] === undefined) return parts.lastIndex;
		const close = html.indexOf(found[1], parts.lastIndex);
		if (close < 0) break;
		parts.lastIndex = close + 1;
	}
	return html.length;
}

/** How far into a head its title is looked for. */
const MAX_HEAD_CHARACTERS = 16_000;
const titleOf = (head: string): string => /<title(?:\s[^>]*)?>([^<]*)/iu.exec(head)?.[1] ?? '';

const decodeEntities = (text: string): string =>
	text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu, (whole, decimal, hex, name) => {
		if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
		const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
		return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
	});
