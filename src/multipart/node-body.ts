import type { Readable } from 'node:stream';

/** A request body read from Node's own stream. */
export interface NodeBody {
	/** One chunk at a time and only when asked: the sender waits at its socket, and at most 64 KiB wait here. */
	stream: ReadableStream<Uint8Array>;
	/** Takes our listeners off. What was not read stays with the request. May be called twice. */
	release(): void;
}

/** Whether `request` is a Node request of which nobody has read, or waits for, a byte. */
export function isUntouchedRequest(request: unknown): request is Readable {
	if (typeof request !== 'object' || request === null || !('listenerCount' in request)) return false;
	const candidate = request as Readable;
	return (
		typeof candidate.listenerCount === 'function' &&
		candidate.listenerCount('data') === 0 &&
		candidate.listenerCount('readable') === 0 &&
		candidate.readableFlowing !== true &&
		!candidate.readableDidRead &&
		!candidate.destroyed
	);
}

/**
 * The body of an untouched request. Errors with Node's own error when the sender goes away. Like every request body
 * it is never to be cancelled; its reader lets go of it and calls `release`.
 */
export function nodeBody(request: Readable): NodeBody {
	let release = () => {};
	const stream = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				let open = true;
				const end = (settle: () => void) => {
					release();
					if (open) settle();
					open = false;
				};
				const onData = (chunk: Uint8Array) => {
					request.pause();
					controller.enqueue(chunk);
				};
				const onEnd = () => end(() => controller.close());
				const onError = (error: Error) => end(() => controller.error(error));
				const onClose = () => onError(new Error('The request was closed before its end.'));
				release = () => {
					request.pause();
					request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
				};
				// Paused first, or the first listener would start the flow.
				request.pause();
				request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
			},
			pull: () => void request.resume()
		},
		{ highWaterMark: 0 }
	);
	return { stream, release: () => release() };
}
