import type { Citation } from '../../rules/ask.ts';
import type { AskSnippets } from './props.ts';
import type { AskStrings } from './strings.ts';

/** What every turn of a conversation is shown with. */
export interface AskView extends AskSnippets {
	words: AskStrings;
	href: (citation: Citation) => string | undefined;
	/** The name of a file that the page knows. */
	nameOf: (fileId: string) => string | undefined;
}
