import { defaultEndpoint } from '../kit.ts';
import { askEnvironment } from './environment.ts';
import { makeChatTransport, type AskTransport, type AskTransportOptions } from './make-chat-transport.ts';

/**
 * Lets a chat page made with the `ai` SDK ask about files by the mount: a transport for its `Chat`. Text is streamed,
 * citations come as `source-url` parts, and the message's `metadata` has them in full. Needs nothing of that package.
 * Holds one answer at a time.
 *
 * @example `new Chat({ transport: createAskTransport({ to: 'documents' }) })`
 */
export function createAskTransport(options: AskTransportOptions): AskTransport {
	return makeChatTransport(options, askEnvironment(), defaultEndpoint);
}
