import { describe, expect, test } from 'vitest';
import { isTrustedSource, mayRead, sourceOf } from '../../../src/server/origin.ts';

const self = 'https://app.test';
const trusted = 'https://admin.test';

/** Headers of the request, and whether it may change something, and whether it may read. */
const policy: [string, Record<string, string>, { change: boolean; read: boolean }][] = [
	// The app's own pages.
	['a page of the app', { origin: self, 'sec-fetch-site': 'same-origin' }, { change: true, read: true }],
	['the same, without Origin', { 'sec-fetch-site': 'same-origin' }, { change: true, read: true }],
	['an older browser, by Origin alone', { origin: self, cookie: 'a=b' }, { change: true, read: true }],
	[
		'behind a proxy that shows the app another scheme, by Sec-Fetch-Site',
		{ origin: 'http://app.test', 'sec-fetch-site': 'same-origin' },
		{ change: true, read: true }
	],

	// Other sites.
	['another site', { origin: 'https://evil.test' }, { change: false, read: false }],
	[
		'another site, in a new browser',
		{ origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
		{ change: false, read: false }
	],
	[
		'<img>, <script> or <iframe> of another site, which send no Origin',
		{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', cookie: 'a=b' },
		{ change: false, read: false }
	],
	[
		'<iframe> of another site',
		{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
		{ change: false, read: false }
	],
	[
		'<object> or <embed> of another site',
		{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'embed' },
		{ change: false, read: false }
	],
	[
		'a link on another site or in web mail',
		{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
		{ change: false, read: true }
	],
	[
		'a form on another site, which navigates too',
		{
			origin: 'https://evil.test',
			'sec-fetch-site': 'cross-site',
			'sec-fetch-mode': 'navigate',
			'sec-fetch-dest': 'document'
		},
		{ change: false, read: true }
	],
	[
		'an Origin that Sec-Fetch-Site contradicts',
		{ origin: self, 'sec-fetch-site': 'cross-site' },
		{ change: false, read: false }
	],

	// Near, and still not the app.
	[
		'another subdomain',
		{ origin: 'https://blog.app.test', 'sec-fetch-site': 'same-site' },
		{ change: false, read: false }
	],
	['the same host on another port', { origin: 'https://app.test:8443' }, { change: false, read: false }],
	['the same host on plain http', { origin: 'http://app.test' }, { change: false, read: false }],

	// Opaque origins: sandboxed frames, data: URLs, local files, redirects across sites.
	['Origin: null', { origin: 'null' }, { change: false, read: false }],
	[
		'Origin: null from a sandboxed frame',
		{ origin: 'null', 'sec-fetch-site': 'cross-site' },
		{ change: false, read: false }
	],
	[
		'a page of the app under Referrer-Policy: no-referrer',
		{ origin: 'null', 'sec-fetch-site': 'same-origin' },
		{ change: true, read: true }
	],

	// Trusted origins, by exact match.
	[
		'a trusted origin of another site',
		{ origin: trusted, 'sec-fetch-site': 'cross-site' },
		{ change: true, read: true }
	],
	[
		'a trusted origin of the same site',
		{ origin: trusted, 'sec-fetch-site': 'same-site' },
		{ change: true, read: true }
	],
	[
		'a page of a trusted origin that embeds a file without CORS',
		{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
		{ change: false, read: false }
	],
	[
		'a trusted origin as the prefix of another',
		{ origin: `${trusted}.evil.test` },
		{ change: false, read: false }
	],
	['a trusted origin in other letters', { origin: 'https://ADMIN.test' }, { change: false, read: false }],

	// The visitor themselves, and programs.
	[
		'the address bar or a bookmark',
		{ 'sec-fetch-site': 'none', cookie: 'a=b' },
		{ change: false, read: true }
	],
	[
		'Sec-Fetch-Site: none with a foreign Origin',
		{ origin: 'https://evil.test', 'sec-fetch-site': 'none' },
		{ change: false, read: false }
	],
	['a program without cookies', {}, { change: true, read: true }],
	['a program with cookies, which may be an old browser', { cookie: 'a=b' }, { change: false, read: true }],
	[
		'an unknown Sec-Fetch-Site',
		{ origin: self, 'sec-fetch-site': 'sideways' },
		{ change: false, read: false }
	]
];

describe.each(policy)('%s', (_, headers, { change, read }) => {
	const source = sourceOf(new Request(self, { headers }), self, [trusted]);

	test(`${change ? 'may' : 'may not'} change something`, () => {
		expect(isTrustedSource(source)).toBe(change);
	});

	test(`${read ? 'may' : 'may not'} read`, () => {
		expect(mayRead(source)).toBe(read);
	});
});
