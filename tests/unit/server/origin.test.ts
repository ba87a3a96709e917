import { expect, test } from 'vitest';
import { isTrustedSource } from '../../../src/server/origin.ts';

const self = 'https://app.test';
const rows: [string, Partial<Parameters<typeof isTrustedSource>[0]>, boolean][] = [
	['the app itself, by Origin', { origin: self }, true],
	['the app itself, by Sec-Fetch-Site', { origin: 'http://app.test', secFetchSite: 'same-origin' }, true],
	['another site, by Origin', { origin: 'https://evil.test' }, false],
	['a sandboxed page (Origin: null)', { origin: 'null' }, false],
	['another site, by Sec-Fetch-Site', { origin: null, secFetchSite: 'cross-site' }, false],
	['another subdomain', { origin: 'https://blog.app.test', secFetchSite: 'same-site' }, false],
	['an Origin that Sec-Fetch-Site contradicts', { origin: self, secFetchSite: 'cross-site' }, false],
	['the same host on another port', { origin: 'https://app.test:8443' }, false],
	['the same host on plain http', { origin: 'http://app.test' }, false],
	['a trusted origin', { origin: 'https://admin.test', secFetchSite: 'cross-site' }, true],
	['a trusted origin as a prefix of another', { origin: 'https://admin.test.evil.test' }, false],
	['a program without cookies', { origin: null }, true],
	['a program with cookies', { origin: null, hasCookies: true }, false],
	[
		'Sec-Fetch-Site: none with a foreign Origin',
		{ origin: 'https://evil.test', secFetchSite: 'none' },
		false
	],
	['an unknown Sec-Fetch-Site', { origin: self, secFetchSite: 'sideways' }, false]
];

test.each(rows)('%s', (_, source, trusted) => {
	expect(
		isTrustedSource({
			origin: null,
			secFetchSite: null,
			hasCookies: false,
			selfOrigin: self,
			trustedOrigins: ['https://admin.test'],
			...source
		})
	).toBe(trusted);
});
