import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { Definition, UploadDestination } from './define.ts';
import { isTrustedSource, sourceOf } from './origin.ts';

/** Runs `authorize` alone: for calls that change nothing. Throws as {@link admit} does. */
export async function authorize(definition: Definition, event: RequestEvent): Promise<void> {
	const rule = definition.rules.authorize;
	if (rule !== 'public' && (await rule(event)) !== true) {
		throw new FastioError('not-allowed', 'You may not upload here.');
	}
}

/**
 * Decides about a request before a byte of its body is read, and where its files go.
 *
 * @throws FastioError `cross-site` or `not-allowed`; whatever `authorize` and `destination` throw passes through.
 */
export async function admit(definition: Definition, event: RequestEvent): Promise<UploadDestination> {
	const { trustedOrigins, destination } = definition.rules;
	if (!isTrustedSource(sourceOf(event.request, event.url.origin, trustedOrigins))) {
		throw new FastioError('cross-site', 'Uploads from other sites are not accepted.');
	}
	await authorize(definition, event);
	return (await destination?.(event)) ?? {};
}
