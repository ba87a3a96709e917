import type { Citation } from '../../rules/ask.ts';

/** Where the mount shows what a citation names: at its page, or at its second. */
export function citationHref(mount: string, to: string, { fileId, page, seconds }: Citation): string {
	const place =
		page === undefined
			? seconds === undefined
				? ''
				: `#t=${encodeURIComponent(seconds)}`
			: `#page=${encodeURIComponent(page)}`;
	return `${mount.replace(/\/$/u, '')}/${to}/files/${encodeURIComponent(fileId)}/content?inline${place}`;
}

/** `1:05` or `1:01:05`. */
export function clockTime(seconds: number): string {
	const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor) as [
		number,
		number,
		number
	];
	const two = (n: number) => String(n).padStart(2, '0');
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
