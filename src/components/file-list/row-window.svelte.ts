/** Rows up to this number are all in the page: 100. Beyond it only those in view, and some around them. */
export const VIRTUAL_FROM = 100;
/** Rows kept beyond either edge of the view. */
const OVERSCAN = 8;

/** Which rows of a long list are in the page. Every row has one height. */
export class RowWindow {
	#scrollTop = $state(0);
	#viewHeight = $state(0);
	readonly #input: () => { count: number; rowHeight: number };

	constructor(input: () => { count: number; rowHeight: number }) {
		this.#input = input;
	}

	/** Whether only some rows are in the page. */
	readonly virtual: boolean = $derived.by(() => this.#input().count > VIRTUAL_FROM);

	/** Index of the first row in the page. */
	readonly first: number = $derived.by(() => {
		if (!this.virtual) return 0;
		return Math.max(0, Math.floor(this.#scrollTop / this.#input().rowHeight) - OVERSCAN);
	});

	/** Index after the last row in the page. */
	readonly end: number = $derived.by(() => {
		const { count, rowHeight } = this.#input();
		if (!this.virtual) return count;
		const seen = Math.ceil((this.#viewHeight || rowHeight * 12) / rowHeight);
		return Math.min(count, Math.floor(this.#scrollTop / rowHeight) + seen + OVERSCAN);
	});

	/** Follows the scrolling of the list; returns what ends it. */
	attach = (element: HTMLElement): (() => void) => {
		const onScroll = (): void => void (this.#scrollTop = element.scrollTop);
		const resized = new ResizeObserver(() => (this.#viewHeight = element.clientHeight));
		element.addEventListener('scroll', onScroll, { passive: true });
		resized.observe(element);
		return () => {
			element.removeEventListener('scroll', onScroll);
			resized.disconnect();
		};
	};
}
