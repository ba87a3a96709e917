/** Sentences for failures that no server wrote. */
export interface AskFailureStrings {
	/** The connection broke before the answer was whole, or nothing came for a minute. */
	networkLost: string;
	/** The server, or something before it, answered with what is no answer. */
	notUnderstood: (status: number) => string;
}

/** The English sentences of `createAsk`. */
export const ASK_FAILURES_ENGLISH: AskFailureStrings = {
	networkLost: 'The connection was lost before the answer was complete. Please ask again.',
	notUnderstood: (status) => `The server did not answer as expected (HTTP ${status}). Try again later.`
};
