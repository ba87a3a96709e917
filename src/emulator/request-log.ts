import type { IncomingMessage } from 'node:http';

/** Requests kept in the log; older ones are dropped. */
export const MAX_LOGGED_REQUESTS = 1000;

/** One request as the emulator saw it. Holds no credentials, query or content. */
export interface RequestRecord {
	method: string;
	/** Path without the query. */
	path: string;
	/** Status of the answer; `null` while there is none, or when the connection broke before one was sent. */
	status: number | null;
	headersSeen: {
		contentType?: string;
		contentLength?: string;
		transferEncoding?: string;
		/** Whether the request carried a Cookie header: an upstream call never should. */
		cookie: boolean;
	};
	/** Bytes of the request body that were read, framing of multipart included. */
	bytesReceived: number;
}

/** Record of a request that has just arrived. */
export function recordOf(req: IncomingMessage, path: string): RequestRecord {
	const headersSeen: RequestRecord['headersSeen'] = { cookie: req.headers.cookie !== undefined };
	if (req.headers['content-type'] !== undefined) headersSeen.contentType = req.headers['content-type'];
	if (req.headers['content-length'] !== undefined) headersSeen.contentLength = req.headers['content-length'];
	if (req.headers['transfer-encoding'] !== undefined) {
		headersSeen.transferEncoding = req.headers['transfer-encoding'];
	}
	return { method: req.method ?? '', path, status: null, headersSeen, bytesReceived: 0 };
}

/** Appends to a log that keeps the newest `MAX_LOGGED_REQUESTS`. */
export function logRequest(log: RequestRecord[], record: RequestRecord): void {
	log.push(record);
	if (log.length > MAX_LOGGED_REQUESTS) log.shift();
}
