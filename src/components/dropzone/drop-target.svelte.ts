import { bringsFiles, droppedFiles, pastedFiles } from './dropped-files.ts';
import type { AddableFile } from '../uploader/types.ts';

/** What a {@link DropTarget} is told. Read at each event. */
export interface DropTargetInput {
	disabled: boolean;
	/** Takes drops anywhere on the page. */
	overlay: boolean;
	/** Name for pasted pictures. */
	pasted: string;
	add(files: AddableFile[]): void;
}

/** Files dragged over or dropped on an element, or on the whole page. */
export class DropTarget {
	#dragging = $state(false);
	readonly #input: () => DropTargetInput;

	constructor(input: () => DropTargetInput) {
		this.#input = input;
	}

	/** Files are over the target now. */
	get dragging(): boolean {
		return this.#dragging;
	}

	/** Listens on the element, or on the page while `overlay` is set; returns what ends it. */
	attach = (element: HTMLElement): (() => void) => {
		const target: HTMLElement = this.#input().overlay ? document.documentElement : element;
		const control = new AbortController();
		const { signal } = control;
		target.addEventListener('dragenter', this.#over, { signal });
		target.addEventListener('dragover', this.#over, { signal });
		target.addEventListener('dragleave', (event) => this.#leave(event, target), { signal });
		target.addEventListener('drop', this.#drop, { signal });
		element.addEventListener('paste', this.#paste, { signal });
		return () => control.abort();
	};

	#takes(event: DragEvent): boolean {
		return !event.defaultPrevented && !this.#input().disabled && bringsFiles(event);
	}

	#over = (event: DragEvent): void => {
		if (event.defaultPrevented || !bringsFiles(event)) return;
		this.#dragging = !this.#input().disabled;
		// Also where nothing is taken: the browser would leave the page to show the file.
		event.preventDefault();
		if (event.dataTransfer) event.dataTransfer.dropEffect = this.#input().disabled ? 'none' : 'copy';
	};

	/** Also fires on the way into a child. */
	#leave(event: DragEvent, target: HTMLElement): void {
		const { relatedTarget } = event;
		if (!(relatedTarget instanceof Node && target.contains(relatedTarget))) this.#dragging = false;
	}

	#drop = (event: DragEvent): void => {
		this.#dragging = false;
		const takes = this.#takes(event);
		if (bringsFiles(event)) event.preventDefault();
		if (!takes || !event.dataTransfer) return;
		void droppedFiles(event.dataTransfer).then((files) => this.#input().add(files));
	};

	#paste = (event: ClipboardEvent): void => {
		const { disabled, pasted, add } = this.#input();
		if (disabled || !event.clipboardData || event.clipboardData.files.length === 0) return;
		event.preventDefault();
		add(pastedFiles(event.clipboardData, pasted));
	};
}
