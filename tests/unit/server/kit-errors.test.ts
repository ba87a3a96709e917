import { isHttpError } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { FastioError } from '../../../src/rules/errors.ts';
import { unfinishedFailure } from '../../../src/server/kit-errors.ts';
import { testEvent } from '../../support/event.ts';

const error = new FastioError('not-allowed', 'You may not upload here.');
const failure = { success: false, error: 'You may not upload here.', code: 'not-allowed', files: [] };
const asked = (accept: string, kitVersion: string) => {
	const { event } = testEvent('/guide?/upload', { method: 'POST', headers: { accept } });
	return () => unfinishedFailure(event, error, [], kitVersion);
};

test('a script that is still sending to SvelteKit 2 gets the failure with an HTTP status of its own', () => {
	let thrown: unknown;
	try {
		asked('application/json', '2.70.4')();
	} catch (caught) {
		thrown = caught;
	}
	expect(isHttpError(thrown, 403) && thrown.body).toMatchObject({ message: failure.error, ...failure });
});

test.each([
	['application/json', '3.2.0'],
	['text/html', '2.70.4'],
	['text/html', '3.2.0']
])('everyone else gets it as the result of the action: %s, %s', (accept, kitVersion) => {
	expect(asked(accept, kitVersion)()).toMatchObject({ status: 403, data: failure });
});
